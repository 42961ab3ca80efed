import ProbeCore
import ProbeFindings

extension Matrix {
    /// The registries that have a row, in the order of their rows.
    private var registries: [HostName] {
        rows.compactMap { if case .registry(let host) = $0.matter { host } else { nil } }
    }

    /// A row's name as every format writes it; several registries are told by numbers, which the legend explains.
    func name(of row: Row) -> String {
        guard case .registry(let host) = row.matter, registries.count > 1, let index = registries.firstIndex(of: host)
        else { return row.name }
        return "\(row.name) \(index + 1)"
    }

    fileprivate var registryNumbers: Sentence? {
        let registries = registries
        guard registries.count > 1 else { return nil }
        let numbered = registries.enumerated().map { "\($0 + 1) is \($1)" as Sentence }
        return "Registry \(numbered)."
    }
}

extension Matrix.Row {
    /// The row's name where it is the only one about its matter.
    fileprivate var name: String {
        switch matter {
        case .name: phrase("name (DNS)")
        case .transport(let transport): transport.shortTitle
        case .deviceName: "TLS 1.3"
        case .provisioning: "DPS"
        case .registry: phrase("registry")
        }
    }

    var portText: String { port.map { "\($0)" } ?? "" }
}

extension Matrix.Way {
    /// Behind a cell's time.
    var mark: String {
        switch self {
        case .direct: ""
        case .proxy: "*"
        case .controlResolver: "+"
        }
    }
}

extension Matrix {
    /// What has to be said of the cells, each behind its mark.
    func legend(_ assignment: Assignment) -> [(mark: String, words: Sentence)] {
        let ways = rows.flatMap(\.cells).compactMap { cell -> (time: Seconds?, way: Way)? in
            if case .works(let time, let way) = cell { (time, way) } else { nil }
        }
        var legend: [(String, Sentence)] = []
        if ways.contains(where: { $0.way == .proxy }) {
            legend.append(
                ("*", assignment.proxy.map { "through the proxy \($0)" } ?? "through the proxy"))
        }
        if ways.contains(where: { $0.way == .controlResolver }) {
            legend.append(
                ("+", "at an address that only the control resolver gave: this device's programs do not find it"))
        }
        if let registryNumbers { legend.append(("", registryNumbers)) }
        if ways.contains(where: { $0.time != nil }) {
            legend.append(
                (
                    "",
                    "Times are the network's: TCP, TLS and the protocol's answers together; of a name, its resolver's answer."
                ))
        }
        return legend
    }
}

extension Matrix.Remark {
    var name: String {
        switch matter {
        case .ports: phrase("local ports")
        case .device: phrase("device")
        }
    }
}

extension Matrix.Remark.Part {
    /// With the number of the finding behind it.
    var words: String { finding.map { "\(text.text) [\($0)]" } ?? text.text }
}

extension Transport {
    /// As a table has room for it.
    var shortTitle: String {
        switch self {
        case .https: "HTTPS"
        case .amqp: "AMQP"
        case .amqpOverWebSocket: "AMQP/WS"
        case .mqtt: "MQTT"
        case .mqttOverWebSocket: "MQTT/WS"
        }
    }
}
