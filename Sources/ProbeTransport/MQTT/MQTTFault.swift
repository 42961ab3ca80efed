/// Why bytes are not a packet of MQTT 3.1.1.
package enum MQTTFault: Error, Hashable, Sendable {
    /// The packet is longer than the reader takes.
    case tooLarge
    /// A field breaks the standard.
    case malformed
}
