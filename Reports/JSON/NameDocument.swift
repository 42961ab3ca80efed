import ProbeCore
import ProbeFindings

/// One member of `names`: how long a name took to resolve.
struct NameDocument: Codable {
    var host: HostName
    var vantage: Vantage
    var durationSeconds: Seconds

    init(_ name: NameTrace) {
        host = name.host
        vantage = name.vantage
        durationSeconds = name.duration
    }

    var name: NameTrace { NameTrace(host, from: vantage, durationSeconds) }
}
