import ProbeCore
import ProbeEvidence

/// What libFuzzer calls with each input: the first byte chooses a parser, the rest is what the network or a file said.
///
/// A trap, a sanitizer's report or a broken promise below is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDNS(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    switch choice % 4 {
    case 0: decode(bytes)
    case 1: match(bytes)
    case 2: parseConfiguration(bytes)
    default: parseHosts(bytes)
    }
    return 0
}

private func decode(_ bytes: [UInt8]) {
    guard let message = try? DNSMessage(decoding: bytes) else { return }
    let names = message.answers.map(\.owner) + [message.negativeZone, message.head.question?.name].compactMap(\.self)
    for name in names {
        precondition(name.encoded.count <= 255)
        precondition(isHarmless(name.description))
        // What was read, written and read again is the same name.
        var reader = ByteReader(name.encoded)
        precondition((try? DNSName(from: &reader)) == name && reader.remaining == 0)
    }
    precondition(message.chain.count <= message.answers.count + 16)
    precondition(message.chain.count <= 80)
    precondition((message.extensions?.extendedErrors.count ?? 0) <= 8)
}

private func match(_ bytes: [UInt8]) {
    guard let host = try? HostName(validating: "hub.example") else { return }
    for type in [DNSAnswer.QueryType.a, .aaaa] {
        let query = DNSQuery(host, type, id: 0xbeef)
        precondition(!query.isAnswered(by: query.encoded), "a query is not its own reply")
        guard query.isAnswered(by: bytes) else { continue }
        precondition(bytes[0] == 0xbe && bytes[1] == 0xef && bytes[2] & 0x80 != 0)
    }
}

private func parseConfiguration(_ bytes: [UInt8]) {
    let configuration = ResolverConfiguration(parsing: bytes)
    precondition(configuration.nameservers.count <= 3)
    precondition(configuration.searchList.count <= 32 && configuration.searchList.allSatisfy(isHarmless))
    precondition(configuration.problem.map(isHarmless) ?? !configuration.nameservers.isEmpty)
    precondition((0...15).contains(configuration.dots) && (0...5).contains(configuration.attempts))
}

private func parseHosts(_ bytes: [UInt8]) {
    guard let host = try? HostName(validating: "hub.example") else { return }
    precondition(HostsFile(parsing: bytes).addresses(for: host).count <= 64)
}

private func isHarmless(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7e).contains($0) } }
