import ArgumentParser
import ProbeCore
import ProbeFindings

/// The exit codes of the public contract.
enum ExitStatus {
    static let usage = ExitCode(64)
    static let internalError = ExitCode(70)
    static let reportNotWritten = ExitCode(73)

    /// The worst of several hubs counts.
    static func of(_ roundup: Roundup, isStrict: Bool) -> ExitCode {
        switch roundup.verdict {
        case .blocked: ExitCode(1)
        case .inconclusive: ExitCode(2)
        case .degraded: isStrict ? ExitCode(1) : .success
        case .ready: isStrict && roundup.rows.contains(where: \.hasWarning) ? ExitCode(1) : .success
        }
    }

    /// `ready` and, unless it is strict about warnings, `degraded` are success.
    static func of(_ diagnosis: Diagnosis, isStrict: Bool) -> ExitCode {
        switch diagnosis.verdict {
        case .ready:
            let hasWarning = diagnosis.findings.contains { $0.severity == .warning }
            return isStrict && hasWarning ? ExitCode(1) : .success
        case .degraded: return isStrict ? ExitCode(1) : .success
        case .blocked: return ExitCode(1)
        case .inconclusive: return ExitCode(2)
        }
    }
}
