package import ProbeCore
import ProbeMeasurement

extension Fault {
    /// What it does, for the list of faults.
    package var sentence: Sentence {
        switch self {
        case .mqttSwallowed: "The hub's port 8883 takes an MQTT CONNECT and never answers it."
        case .mqttClosed: "The hub's port 8883 closes the connection once it has an MQTT CONNECT."
        case .amqpSwallowed: "The hub's port 5671 takes an AMQP header and never answers it."
        case .amqpClosed: "The hub's port 5671 closes the connection once it has an AMQP header."
        case .amqp091: "Port 5671 answers with the header of AMQP 0-9-1, as a broker does that is no hub."
        case .wsUpgradeStripped: "A proxy on the way takes the Upgrade header out of WebSocket requests."
        case .wsUpgradeReset: "A filter resets connections whose request carries an Upgrade header."
        case .wsUpgradeSwallowed: "A filter swallows requests that carry an Upgrade header."
        case .wsFramesDropped: "The WebSocket opens, but no frame gets an answer."
        case .wsSubprotocolMissing: "The WebSocket opens without the subprotocol that was asked for."
        case .tlsIntercepted: "Every service shows a chain of a corporate inspection authority."
        case .tlsUnknownCA: "The hub alone shows a chain that ends at an unknown root."
        case .tlsExpired: "The hub's certificate expired two days ago."
        case .tlsNotYetValid: "The hub's certificate is valid from the day after tomorrow."
        case .tlsHostnameMismatch: "The hub's certificate is for another name."
        case .tlsVersion: "The hub speaks TLS 1.1 and nothing newer."
        case .tlsSwallowed: "The hub's ports take a ClientHello for any name and never answer it."
        case .tlsClosed: "The hub's ports close the connection at a ClientHello for any name."
        case .tlsReset: "A filter resets connections whose ClientHello names the hub."
        case .tlsSNISilent: "A filter swallows what follows a ClientHello that names the hub."
        case .httpPortal: "A captive portal answers every connection with a redirect to its login page."
        case .httpNotHub: "HTTPS requests are answered by something that is not the hub."
        case .proxy407: "Nothing works but through a proxy, and the proxy wants credentials."
        case .proxy403: "Nothing works but through a proxy, and the proxy forbids the hub."
        case .proxyPortDenied: "Nothing works but through a proxy, which opens tunnels to port 443 only."
        case .proxyOnly: "Nothing works but through a proxy, which opens every tunnel."
        case .closed5671: "Nothing listens on the hub's port 5671."
        case .closed8883: "Nothing listens on the hub's port 8883."
        case .closed443: "Nothing listens on the hub's port 443."
        case .only443: "Nothing listens on the hub's ports 5671 and 8883."
        case .registryDataClosed:
            "The registry answers, but the data endpoint that it redirects to refuses connections."
        case .dpsClosed: "The provisioning service refuses connections."
        case .clockSkew: "Every service's clock is a day ahead of the device's."
        }
    }
}
