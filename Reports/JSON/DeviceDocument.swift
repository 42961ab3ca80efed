import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The `device` object; an engine that is not there is `null`, not left out.
struct DeviceDocument: Codable {
    let facts: DeviceFacts

    private enum Key: String, CodingKey {
        case hostname, os, kernel, engine, capabilities
    }

    init(_ facts: DeviceFacts) { self.facts = facts }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        facts = DeviceFacts(
            hostname: try container.decode(String.self, forKey: .hostname),
            os: try container.decode(String.self, forKey: .os),
            kernel: try container.decode(String.self, forKey: .kernel),
            engine: try container.decodeIfPresent(String.self, forKey: .engine),
            capabilities: try container.decodeIfPresent([String].self, forKey: .capabilities) ?? [])
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(facts.hostname, forKey: .hostname)
        try container.encode(facts.os, forKey: .os)
        try container.encode(facts.kernel, forKey: .kernel)
        try container.encode(facts.engine, forKey: .engine)
        try container.encode(facts.capabilities, forKey: .capabilities)
    }
}
