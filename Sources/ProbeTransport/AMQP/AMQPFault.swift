/// Why bytes are not AMQP 1.0.
package enum AMQPFault: Error, Hashable, Sendable {
    /// They do not begin with a protocol header.
    case otherProtocol
    /// A frame is longer than the reader takes.
    case tooLarge
    /// Values are nested deeper, or are more, than any performative needs.
    case tooDeep
    /// A field breaks the standard.
    case malformed
}
