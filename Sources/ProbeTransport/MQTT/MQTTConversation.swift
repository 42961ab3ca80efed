package import ProbeCore
import ProbeEvidence

/// Asks for an MQTT 3.1.1 session and takes the server's verdict; a CONNACK of any code proves the path.
///
/// A real device id must never be used: a second connection with the same id disconnects the first.
package struct MQTTConversation: Conversation {
    private enum State {
        case waiting, over
    }

    /// The CONNACK's return code (section 3.2.2.3); 5 is "not authorized".
    package private(set) var returnCode: UInt8?

    private let connect: MQTTConnect
    private var state = State.waiting
    private var reader = MQTTReader(largestPacket: Self.largestPacket)

    private static let largestPacket = 4096

    /// Asks as a device of the hub that does not exist.
    package init(hub: HostName, clientID: String = RandomName.device(), password: [UInt8]? = nil) {
        self.init(
            connect: MQTTConnect(
                clientID: clientID, userName: "\(hub)/\(clientID)/?api-version=2021-04-12", password: password,
                cleanSession: true, keepAlive: 60))
    }

    /// Asks as a registration of the provisioning service that does not exist; its id scope may be unknown.
    package init(provisioningScope scope: String, registrationID: String = RandomName.device()) {
        self.init(
            connect: MQTTConnect(
                clientID: registrationID,
                userName: "\(scope)/registrations/\(registrationID)/api-version=2019-03-31"))
    }

    package init(connect: MQTTConnect) { self.connect = connect }

    package mutating func begin() -> [UInt8] { MQTTPacket.connect(connect).encoded }

    package mutating func receive(_ bytes: [UInt8]) -> Step {
        guard state == .waiting else { return .finished(.malformed, leftover: bytes) }
        // Four bytes are a whole CONNACK, so no more than one packet's bytes need ever be kept.
        let taken = bytes.prefix(max(0, Self.largestPacket - reader.unread.count))
        reader.append(taken)
        guard let first = reader.unread.first else { return .wait }
        // The flags of a CONNACK are zero (section 2.2.2); `+OK`, `* OK` and `-ERR` share its type by chance.
        guard first == 0x20 else { return finish(.otherProtocol, bytes) }
        // The length is fixed too: no need to wait for the rest of what cannot be a CONNACK.
        if let length = reader.unread.dropFirst().first, length != 2 { return finish(.malformed, bytes) }
        do throws(MQTTFault) {
            switch try reader.next() {
            case nil: return .wait
            case .connack(_, let code):
                returnCode = code
                return finish(.answered, Array(reader.unread) + bytes.dropFirst(taken.count))
            case .some: return finish(.malformed, bytes)
            }
        } catch {
            return finish(.malformed, bytes)
        }
    }

    private mutating func finish(_ result: Exchange.Result, _ leftover: [UInt8]) -> Step {
        state = .over
        return .finished(result, leftover: leftover)
    }
}
