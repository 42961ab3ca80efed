import ProbeTransport

/// The hub's side of an MQTT 3.1.1 connection.
///
/// Credentials that are not the test device's are answered with return code 5, and the connection is closed, as IoT Hub
/// and the provisioning service do. An admitted device may send, subscribe, and read its empty twin.
struct MQTTSession: ServerSession {
    private enum State {
        case connecting
        case connected(deviceID: String, keepAlive: UInt16)
        case over
    }

    private let admission: Admission?
    private var state = State.connecting
    private var reader = MQTTReader(largestPacket: Self.largestPacket)
    private var filters: Set<String> = []
    private var twinVersion = 1

    /// IoT Hub's messages have at most 256 KiB; topic and header come on top.
    private static let largestPacket = 320 * 1024
    private static let mostFilters = 50
    private static let notAuthorized: UInt8 = 5

    /// - Parameter admission: nothing turns every client away.
    init(admission: Admission?) { self.admission = admission }

    /// One and a half times the keep-alive (section 3.1.2.10), at most what IoT Hub allows.
    var patience: Duration? {
        guard case .connected(_, let keepAlive) = state else { return .seconds(30) }
        return keepAlive == 0 ? nil : min(.milliseconds(1500 * Int(keepAlive)), .seconds(1767))
    }

    mutating func receive(_ bytes: [UInt8]) -> [SessionAction] {
        if case .over = state { return [] }
        reader.append(bytes)
        var actions: [SessionAction] = []
        do throws(MQTTFault) {
            while let packet = try reader.next() {
                actions += take(packet)
                if case .over = state { break }
            }
        } catch {
            // A server closes at a violation, without a word (section 4.8).
            actions += close()
        }
        return actions
    }

    private mutating func take(_ packet: MQTTPacket) -> [SessionAction] {
        switch (state, packet) {
        case (.connecting, .connect(let connect)): connected(connect)
        case (.connected(let deviceID, _), .publish(let publish)): published(publish, by: deviceID)
        case (.connected(let deviceID, _), .subscribe(let identifier, let subscriptions)):
            subscribed(identifier, subscriptions, by: deviceID)
        case (.connected, .unsubscribe(let identifier, let filters)): unsubscribed(identifier, filters)
        case (.connected, .pingreq): send(.pingresp)
        case (.connected, .puback): []
        default: close()
        }
    }

    private mutating func connected(_ connect: MQTTConnect) -> [SessionAction] {
        guard let admission,
            admission.admits(clientID: connect.clientID, userName: connect.userName, password: connect.password)
        else { return send(.connack(sessionPresent: false, returnCode: Self.notAuthorized)) + close() }
        state = .connected(deviceID: connect.clientID, keepAlive: connect.keepAlive)
        return send(.connack(sessionPresent: false, returnCode: 0))
    }

    private mutating func published(_ publish: MQTTPublish, by deviceID: String) -> [SessionAction] {
        // The hub takes quality of service 0 and 1 and closes at 2.
        guard publish.quality < 2 else { return close() }
        let acknowledgement = publish.identifier.map { send(.puback($0)) } ?? []
        if publish.topic.hasPrefix("devices/\(deviceID)/") { return acknowledgement }
        guard publish.topic.hasPrefix("$iothub/") else { return close() }
        return acknowledgement + twinAnswer(to: publish)
    }

    /// The twin of a device that nobody configured: it is read whole, and its reported part may be written.
    private mutating func twinAnswer(to publish: MQTTPublish) -> [SessionAction] {
        guard filters.contains("$iothub/twin/res/#"), let request = Self.requestID(in: publish.topic) else { return [] }
        if publish.topic.hasPrefix("$iothub/twin/GET/") {
            let twin = #"{"desired":{"$version":1},"reported":{"$version":\#(twinVersion)}}"#
            return send(
                .publish(
                    MQTTPublish(topic: "$iothub/twin/res/200/?$rid=\(request)", payload: Array(twin.utf8))))
        }
        guard publish.topic.hasPrefix("$iothub/twin/PATCH/properties/reported/") else { return [] }
        twinVersion &+= 1
        let topic = "$iothub/twin/res/204/?$rid=\(request)&$version=\(twinVersion)"
        return send(.publish(MQTTPublish(topic: topic, payload: [])))
    }

    private static func requestID(in topic: String) -> Substring? {
        guard let query = topic.firstIndex(of: "?") else { return nil }
        return topic[topic.index(after: query)...].split(separator: "&").first { $0.hasPrefix("$rid=") }?.dropFirst(5)
    }

    private mutating func subscribed(
        _ identifier: UInt16, _ subscriptions: [MQTTPacket.Subscription], by deviceID: String
    ) -> [SessionAction] {
        let codes = subscriptions.map { subscription -> UInt8 in
            let isOwn =
                subscription.filter.hasPrefix("devices/\(deviceID)/") || subscription.filter.hasPrefix("$iothub/")
            guard isOwn, filters.count < Self.mostFilters else { return 0x80 }
            filters.insert(subscription.filter)
            return min(subscription.quality, 1)
        }
        return send(.suback(identifier: identifier, returnCodes: codes))
    }

    private mutating func unsubscribed(_ identifier: UInt16, _ filters: [String]) -> [SessionAction] {
        self.filters.subtract(filters)
        return send(.unsuback(identifier))
    }

    private func send(_ packet: MQTTPacket) -> [SessionAction] { [.send(packet.encoded)] }

    private mutating func close() -> [SessionAction] {
        state = .over
        return [.close]
    }
}
