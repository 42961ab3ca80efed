import ProbeFindings

/// One member of `excluded`: a look-alike that the finding is not, and the observations that tell the two apart.
struct ExclusionDocument: Codable {
    var cause: String
    var observations: [Int]
    /// Those of them that the others were compared with; nothing in the reports of older versions.
    var controls: [Int]?
    /// What tells them apart.
    var by: String

    init(_ exclusion: Differential.Exclusion) {
        cause = exclusion.cause.rawValue
        observations = exclusion.observations
        controls = exclusion.controls.isEmpty ? nil : exclusion.controls
        by = exclusion.telling.rawValue
    }

    var exclusion: Differential.Exclusion? {
        guard let cause = Cause(rawValue: cause), let telling = Telling(rawValue: by) else { return nil }
        return .init(cause, telling, observations, controls: controls ?? [])
    }
}

/// One member of `open`: a look-alike that the finding could still be, and why nobody can tell.
struct DoubtDocument: Codable {
    var cause: String
    var reason: Differential.Doubt.Reason
    /// What would tell them apart.
    var by: String

    init(_ doubt: Differential.Doubt) {
        cause = doubt.cause.rawValue
        reason = doubt.reason
        by = doubt.telling.rawValue
    }

    var doubt: Differential.Doubt? {
        guard let cause = Cause(rawValue: cause), let telling = Telling(rawValue: by) else { return nil }
        return .init(cause, telling, reason)
    }
}
