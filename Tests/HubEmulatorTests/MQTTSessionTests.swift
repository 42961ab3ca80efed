@testable import HubEmulator
import ProbeCore
import ProbeTransport
import TestSupport
import Testing

struct MQTTSessionTests {
    private let admission: Admission

    init() throws {
        var configuration = Configuration(hub: try HostName(validating: Client.hubName))
        configuration.testDevice = Signing.device
        admission = try Admission(configuration)
    }

    private func connect(
        clientID: String = Signing.device.id, userName: String? = Signing.userName, password: String? = Signing.token(),
        keepAlive: UInt16 = 60
    ) -> [UInt8] {
        MQTTPacket.connect(
            MQTTConnect(
                clientID: clientID, userName: userName, password: password.map { Array($0.utf8) }, cleanSession: false,
                keepAlive: keepAlive)
        ).encoded
    }

    private func connected() -> MQTTSession {
        var session = MQTTSession(admission: admission)
        #expect(session.take(connect()) == ([0x20, 2, 0, 0], false))
        return session
    }

    @Test func `unknown credentials get return code 5 and a close`() {
        let wrong = [
            connect(clientID: "other"), connect(userName: nil, password: nil), connect(password: nil),
            connect(userName: "otherhub.azure-devices.net/test-device/?api-version=2021-04-12"),
            connect(userName: "myhub.azure-devices.net/other/?api-version=2021-04-12"), connect(userName: "a"),
            connect(password: Signing.token(expiry: 1)),
        ]
        for bytes in wrong {
            var session = MQTTSession(admission: admission)
            #expect(session.take(bytes) == ([0x20, 2, 0, 5], true))
            #expect(session.take(bytes) == ([], false))
        }
        var dps = MQTTSession(admission: nil)
        #expect(dps.take(connect()) == ([0x20, 2, 0, 5], true))
    }

    @Test func `the test device connects, byte by byte too`() {
        var session = MQTTSession(admission: admission)
        var sent: [UInt8] = []
        for byte in connect() { sent += session.take([byte]).sent }
        #expect(sent == [0x20, 2, 0, 0])
    }

    @Test func `a connected device pings, publishes and subscribes`() {
        var session = connected()
        #expect(session.take([0xc0, 0]) == ([0xd0, 0], false))
        let topic = "devices/test-device/messages/events/"
        #expect(session.take(publish(topic, quality: 0)) == ([], false))
        #expect(session.take(publish(topic, quality: 1, identifier: 7)) == ([0x40, 2, 0, 7], false))
        let subscriptions: [MQTTPacket.Subscription] = [
            .init(filter: "devices/test-device/messages/devicebound/#", quality: 2),
            .init(filter: "devices/other/messages/devicebound/#", quality: 0),
        ]
        let subscribe = MQTTPacket.subscribe(identifier: 3, subscriptions: subscriptions).encoded
        #expect(session.take(subscribe) == ([0x90, 4, 0, 3, 1, 0x80], false))
        let unsubscribe = MQTTPacket.unsubscribe(identifier: 4, filters: [subscriptions[0].filter]).encoded
        #expect(session.take(unsubscribe) == ([0xb0, 2, 0, 4], false))
        #expect(session.take([0xe0, 0]) == ([], true))
    }

    @Test func `the twin answers once its topic is subscribed to`() throws {
        var session = connected()
        let get = publish("$iothub/twin/GET/?$rid=42", quality: 0)
        #expect(session.take(get) == ([], false))
        let filter = MQTTPacket.Subscription(filter: "$iothub/twin/res/#", quality: 0)
        _ = session.take(MQTTPacket.subscribe(identifier: 1, subscriptions: [filter]).encoded)
        var reader = MQTTReader(largestPacket: 4096)
        reader.append(session.take(get).sent)
        reader.append(session.take(publish("$iothub/twin/PATCH/properties/reported/?$rid=43", quality: 0)).sent)
        guard case .publish(let twin) = try reader.next(), case .publish(let patched) = try reader.next() else {
            Issue.record("the twin did not answer")
            return
        }
        #expect(twin.topic == "$iothub/twin/res/200/?$rid=42")
        #expect(twin.payload.starts(with: Array(#"{"desired""#.utf8)))
        #expect(patched.topic == "$iothub/twin/res/204/?$rid=43&$version=2")
    }

    @Test func `what IoT Hub does not allow ends the session`() {
        var session = connected()
        #expect(session.take(hexadecimal("34 07 0001 61 0001 6262")).isClosed)
        session = connected()
        #expect(session.take(publish("devices/other/messages/events/", quality: 0)).isClosed)
        session = connected()
        #expect(session.take(connect()).isClosed)
        session = MQTTSession(admission: admission)
        #expect(session.take([0xc0, 0]) == ([], true))
    }

    @Test func `patience is one and a half times the keep-alive`() {
        var session = MQTTSession(admission: admission)
        #expect(session.patience == .seconds(30))
        _ = session.take(connect(keepAlive: 60))
        #expect(session.patience == .seconds(90))
        session = MQTTSession(admission: admission)
        _ = session.take(connect(keepAlive: 0))
        #expect(session.patience == nil)
        session = MQTTSession(admission: admission)
        _ = session.take(connect(keepAlive: .max))
        #expect(session.patience == .seconds(1767))
    }

    @Test func `an announced length beyond the hub's limit closes at once`() {
        var session = connected()
        #expect(session.take([0x30, 0xff, 0xff, 0xff, 0x7f]).isClosed)
    }

    @Test func `damaged packets never trap`() {
        var generator = SeededGenerator(seed: 1)
        let good = [
            connect(), publish("$iothub/twin/GET/?$rid=1", quality: 1, identifier: 1),
            MQTTPacket.subscribe(identifier: 1, subscriptions: [.init(filter: "$iothub/twin/res/#", quality: 1)])
                .encoded,
        ]
        var closed = 0
        for round in 0..<3000 {
            var session = round % 2 == 0 ? MQTTSession(admission: admission) : connected()
            for packet in good where session.take(generator.damage(packet)).isClosed { closed += 1 }
        }
        #expect(closed > 1000)
    }

    private func publish(_ topic: String, quality: UInt8, identifier: UInt16? = nil) -> [UInt8] {
        MQTTPacket.publish(MQTTPublish(topic: topic, payload: [1], quality: quality, identifier: identifier)).encoded
    }
}
