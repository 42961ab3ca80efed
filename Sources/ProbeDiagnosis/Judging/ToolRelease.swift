import ProbeCore

/// When this version of the tool was made: no run can have begun before.
enum ToolRelease {
    /// Set with each release; early rather than late, so that no correct clock is ever doubted.
    static let date = Timestamp(secondsSince1970: 1_767_225_600)  // 2026-01-01T00:00:00Z
}
