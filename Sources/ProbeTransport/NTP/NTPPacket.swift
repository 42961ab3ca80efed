package import ProbeCore

/// The 48 bytes of NTP's header (RFC 5905 section 7.3), as a client needs them.
package struct NTPPacket: Hashable, Sendable {
    package enum Mode: UInt8, Sendable {
        case client = 3
        case server = 4
    }

    package var leap: UInt8 = 0
    package var version: UInt8 = 4
    package var mode: Mode
    package var stratum: UInt8 = 0
    package var referenceID: [UInt8] = [0, 0, 0, 0]
    package var origin = NTPTimestamp(seconds: 0, fraction: 0)
    package var receive = NTPTimestamp(seconds: 0, fraction: 0)
    package var transmit = NTPTimestamp(seconds: 0, fraction: 0)

    package static let length = 48

    package init(mode: Mode) { self.mode = mode }

    /// A question; the transmit field is a random number, so that only who saw it can answer, and our clock stays ours.
    package static func question(nonce: UInt64) -> NTPPacket {
        var packet = NTPPacket(mode: .client)
        packet.transmit = NTPTimestamp(
            seconds: UInt32(truncatingIfNeeded: nonce >> 32), fraction: UInt32(truncatingIfNeeded: nonce))
        return packet
    }

    /// Reads a header; what follows it (extensions, a key) is not for us.
    package init?(parsing bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard bytes.count >= Self.length, let first = reader.readByte(), let mode = Mode(rawValue: first & 7),
            let stratum = reader.readByte(), reader.skip(10), let referenceID = reader.readBytes(4), reader.skip(8),
            let origin = reader.readTimestamp(), let receive = reader.readTimestamp(),
            let transmit = reader.readTimestamp()
        else { return nil }
        leap = first >> 6
        version = first >> 3 & 7
        self.mode = mode
        self.stratum = stratum
        self.referenceID = Array(referenceID)
        self.origin = origin
        self.receive = receive
        self.transmit = transmit
    }

    package var encoded: [UInt8] {
        var bytes = [leap << 6 | (version & 7) << 3 | mode.rawValue, stratum]
        bytes += [UInt8](repeating: 0, count: 10) + referenceID.prefix(4)
        bytes += [UInt8](repeating: 0, count: 24 - bytes.count)
        for moment in [origin, receive, transmit] {
            bytes += moment.seconds.bigEndianBytes + moment.fraction.bigEndianBytes
        }
        return bytes
    }

    /// A server's answer to the question: whoever forges one has to have seen the random number.
    package func answers(_ question: NTPPacket) -> Bool { mode == .server && origin == question.transmit }

    /// The server has a time to give (RFC 4330 section 5).
    package var isSynchronized: Bool { leap != 3 && (1...15).contains(stratum) && !transmit.isZero }

    /// Why the server turns us away (RFC 5905 section 7.4).
    package var kissCode: WireText? { stratum == 0 ? WireText(referenceID.prefix { $0 != 0 }) : nil }
}

extension ByteReader {
    fileprivate mutating func readTimestamp() -> NTPTimestamp? {
        guard let seconds = readUInt32(), let fraction = readUInt32() else { return nil }
        return NTPTimestamp(seconds: seconds, fraction: fraction)
    }
}
