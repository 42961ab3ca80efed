import ProbeCore

/// The card of what a hub says of itself.
extension Card {
    static let hubOutOfService = Card(
        layer: .service, reach: .name, effect: .passes, place: .nowhere,
        owners: [.hubConfiguration],
        meaning: "The way to the hub is open, and the hub itself says that it serves nobody.",
        evidence: """
            An answer with the hub's own mark that says so: iothub-errorcode IotHubSuspended or IotHubNotFound, HTTP 429 or 5xx \
            with such a code, AMQP's iot-hub-suspended or iot-hub-not-found-error, or CONNACK 3 (server unavailable).
            """,
        likeness: .alone(because: "nobody on the way can say it inside verified TLS, and a hub in service does not"),
        remedies: [.restoreHub],
        signatures: [])
}
