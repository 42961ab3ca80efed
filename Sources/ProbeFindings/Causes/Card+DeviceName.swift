import ProbeCore

/// The cards of the hub's TLS 1.3 name, which is news rather than a fault: nothing needs it while the classic name works.
extension Card {
    static let dnsDeviceNameMissing = Card(
        layer: .name, reach: .name, effect: .passes, place: .nowhere,
        owners: [.hubConfiguration],
        meaning: "The hub's TLS 1.3 name is missing in the private zone that has its classic name.",
        evidence: """
            Here the classic name leads to a private address, the TLS 1.3 name to none or to a public one. Information only.
            """,
        likeness: .alone(because: "the same resolvers answer for one of the hub's names and not for the other"),
        remedies: [.deviceNameInZone],
        signatures: [])

    static let tlsDeviceNameBlocked = Card(
        layer: .tls, reach: .name, effect: .passes, place: .nowhere,
        owners: [.siteNetwork, .proxy],
        meaning: "The hub's TLS 1.3 name is kept out where its classic name gets through.",
        evidence: """
            The TLS 1.3 name has an address, and no verified handshake completes there; the classic name's does. \
            Information only.
            """,
        likeness: .alone(because: "the same device reaches the same hub by its classic name"),
        remedies: [.allowDeviceName],
        signatures: [])
}
