import ProbeCore
import ProbeFindings

extension Matrix.Row {
    /// The row's name as every format writes it.
    var name: String {
        switch matter {
        case .name: "name (DNS)"
        case .transport(let transport): transport.shortTitle
        case .provisioning: "DPS"
        case .registry: "registry"
        }
    }

    var portText: String { port.map { "\($0)" } ?? "" }
}

extension Matrix.Cell {
    var isThroughProxy: Bool {
        guard case .works(_, .proxy) = self else { return false }
        return true
    }
}

extension Matrix {
    var usesProxy: Bool { rows.contains { $0.cells.contains(where: \.isThroughProxy) } }
}

extension Matrix.Remark {
    var name: String {
        switch matter {
        case .ports: "local ports"
        case .device: "device"
        }
    }
}

extension Matrix.Remark.Part {
    /// With the number of the finding behind it.
    var words: String { finding.map { "\(text.english) [\($0)]" } ?? text.english }
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
