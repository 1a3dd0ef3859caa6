/// A moment in civil time, in UTC, to the second: when a recording began.
public struct RecordingDate: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
    public var secondsSince1970: Int

    /// Makes a moment.
    ///
    /// - Parameter secondsSince1970: Seconds since 1970-01-01 00:00:00 UTC.
    public init(secondsSince1970: Int) {
        self.secondsSince1970 = secondsSince1970
    }

    /// The seconds of the years 1 to 9999, which ISO 8601 writes with four digits.
    package static let writableSeconds = -62_135_596_800...253_402_300_799

    /// The earlier one comes first.
    public static func < (left: Self, right: Self) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }

    /// Year, month (1 to 12), day (1 to 31), hour, minute and second in UTC, by the Gregorian calendar.
    public var components: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let secondsPerDay = 86_400
        let remainder = secondsSince1970 % secondsPerDay
        let second = remainder < 0 ? remainder + secondsPerDay : remainder
        // Count days from 0000-03-01: then the leap day is the last day of a year, and each cycle of 400 years
        // has 146 097 days.
        let days = secondsSince1970 / secondsPerDay - (remainder < 0 ? 1 : 0) + 719_468
        let cycle = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfCycle = days - cycle * 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        // Months from March on have lengths that repeat every 5 months, 153 days.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1,
            hour: second / 3_600,
            minute: second / 60 % 60,
            second: second % 60
        )
    }
}

extension RecordingDate: CustomStringConvertible {
    /// The moment as ISO 8601, such as `2026-05-01T08:30:00Z`.
    public var description: String {
        let parts = components
        func padded(_ value: Int, _ width: Int = 2) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(parts.year, 4))-\(padded(parts.month))-\(padded(parts.day))"
            + "T\(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second))Z"
    }
}
