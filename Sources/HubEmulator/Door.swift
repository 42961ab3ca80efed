/// A service and the port at which the world finds it, wherever the emulator really listens.
package struct Door: Codable, Hashable, Sendable, CustomStringConvertible {
    package let service: Service
    package let port: UInt16

    package init(_ service: Service, port: UInt16) {
        self.service = service
        self.port = port
    }

    package static let hubHTTPS = Door(.hub, port: 443)
    package static let hubAMQP = Door(.hub, port: 5671)
    package static let hubMQTT = Door(.hub, port: 8883)
    package static let dpsHTTPS = Door(.dps, port: 443)
    package static let dpsMQTT = Door(.dps, port: 8883)
    package static let registry = Door(.registry, port: 443)
    package static let data = Door(.data, port: 443)
    package static let pages = Door(.pages, port: 80)

    package static let all = [hubHTTPS, hubAMQP, hubMQTT, dpsHTTPS, dpsMQTT, registry, data, pages]

    package var description: String { "\(service.rawValue):\(port)" }

    var usesTLS: Bool { port != 80 }
}
