package import ProbeCore

/// A search of a hosts file for one name, piece by piece: neither the file nor a line of it has to fit into memory.
package struct HostsSearch: Sendable {
    private let wanted: [UInt8]
    /// Those found, in the order of the file, each once.
    package private(set) var addresses: [IPAddress] = []
    /// How many there are more than anybody needs.
    package private(set) var leftOut = 0

    private var isInComment = false
    /// The line's first word, as far as an address may be long.
    private var first: [UInt8] = []
    private var hasFirst = false
    private var isInWord = false
    /// How much of the name the word has so far; nothing once it is another.
    private var matched: Int? = 0
    private var hasFound = false

    private static let mostAddresses = 64
    private static let longestAddress = 64

    package init(for host: HostName) { wanted = Array(host.description.utf8) }

    package mutating func take(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { take(byte) }
    }

    /// Ends the last line, which may have no newline.
    package mutating func finish() { take(UInt8(ascii: "\n")) }

    private mutating func take(_ byte: UInt8) {
        if byte == UInt8(ascii: "\n") {
            endWord()
            if hasFound { keep() }
            (isInComment, hasFirst, hasFound) = (false, false, false)
            first.removeAll(keepingCapacity: true)
        } else if isInComment {
            return
        } else if byte == UInt8(ascii: "#") {
            endWord()
            isInComment = true
        } else if TextLines.isBlank(byte) {
            endWord()
        } else {
            isInWord = true
            if !hasFirst {
                if first.count <= Self.longestAddress { first.append(byte) }
            } else if let count = matched {
                let folded = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
                matched = count < wanted.count && wanted[count] == folded ? count + 1 : nil
            }
        }
    }

    private mutating func endWord() {
        guard isInWord else { return }
        isInWord = false
        guard hasFirst else { return hasFirst = true }
        if matched == wanted.count { hasFound = true }
        matched = 0
    }

    private mutating func keep() {
        guard let address = IPAddress(String(decoding: first, as: UTF8.self)), !addresses.contains(address) else {
            return
        }
        if addresses.count < Self.mostAddresses { addresses.append(address) } else { leftOut += 1 }
    }
}
