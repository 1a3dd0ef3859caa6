import Testing

/// Everything together: networks on the host's engine and on emulated boards.
///
/// One at a time: each has a board of up to 48 chips to itself, and some measure how long silence lasts.
@Suite(.serialized) enum Together {}
