package import ProbeCore

/// The answer to a CONNECT (MQTT 3.1.1) with a random client id and no credentials.
package struct MQTTEvidence: Codable, Hashable, Sendable {
    package var exchange: Exchange
    /// The CONNACK's return code (section 3.2.2.3).
    package var returnCode: UInt8?
    package var proof: Proof?
    package var isStuck = false

    package init(exchange: Exchange) { self.exchange = exchange }
}
