extension Double {
    /// The number rounded to a millionth: a whole number of steps times the step, as a person wrote it.
    var withoutBinaryDust: Double { (self * 1e6).rounded() / 1e6 }
}
