import ProbeCore
import ProbeEvidence
import ProbeLinux

/// What a message is about, as parsed values: a port, a module, an image.
///
/// Whatever is none of these is not kept.
struct LogMatters {
    private let text: [UInt8]
    private let squeezed: [UInt8]

    /// - Parameters:
    ///   - text: the message.
    ///   - squeezed: the same without blanks.
    init(of text: [UInt8], _ squeezed: [UInt8]) {
        self.text = text
        self.squeezed = squeezed
    }

    /// Behind an address to bind.
    var port: UInt16? {
        for mark in ["0.0.0.0:", "[::]:", "127.0.0.1:", "listentcp:", "mapport", "privilegedport"] {
            guard let start = ByteSearch.first(Array(mark.utf8), in: squeezed) else { continue }
            if let port = Self.port(squeezed[(start + mark.utf8.count)...].prefix(6).prefix(while: Self.isDigit)) {
                return port
            }
        }
        // Whichever the address: `listen tcp4 192.168.7.2:443: bind:`.
        guard let start = ByteSearch.first(Array("listentcp".utf8), in: squeezed),
            let end = ByteSearch.first(Array(":bind:".utf8), in: squeezed, from: start)
        else { return nil }
        return Self.port(squeezed[start..<end].suffix(5).reversed().prefix(while: Self.isDigit).reversed())
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func port(_ digits: some Collection<UInt8>) -> UInt16? {
        LogWords.number(digits).flatMap { UInt16(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
    }

    /// Of an endpoint of the engine's network, or of the API that modules call.
    var module: LocalText? {
        for mark in ["on endpoint ", "/modules/", "start module ", "started module ", "create endpoint "] {
            guard let start = place(of: mark) else { continue }
            var name = text[start...].prefix(65).prefix { LogWords.isName($0) || $0 == UInt8(ascii: "%") || $0 == 0x24 }
            // edgeAgent's and edgeHub's own begin with a dollar, which a path escapes.
            for escape in ["%24", "$"] where name.starts(with: escape.utf8) { name = name.dropFirst(escape.utf8.count) }
            let next = text[name.endIndex...].first
            guard (1...64).contains(name.count), name.allSatisfy(LogWords.isName), !Self.mayBeSecret(name),
                next.map({ $0 <= 0x20 || "/()\"',:;.\\".utf8.contains($0) }) ?? true
            else { continue }
            return LocalText(Array(name))
        }
        return nil
    }

    /// As the engine names it.
    var image: String? { reference.map { "\($0.registry)/\($0.repository):\($0.reference)" } }

    /// Whose answer it is, or whose it should have been.
    ///
    /// Without one it is that of the address that was asked, which may be that of a registry's data.
    func registry(of code: LogCode) -> HostName? {
        switch code {
        case .pullUnresolved: host(behind: "lookup ") ?? asked ?? reference?.registry.host
        case .pullUnanswered, .pullUntrusted, .pullOutOfTime, .pullProxy: asked ?? reference?.registry.host
        default: reference?.registry.host ?? asked
        }
    }

    /// Of the first address.
    private var asked: HostName? { host(behind: "https://", isAddress: true) }

    private func host(behind words: String, isAddress: Bool = false) -> HostName? {
        guard let start = place(of: words) else { return nil }
        let host = text[start...].prefix(256).prefix { Self.isHost($0) }
        let next = text[host.endIndex...].first
        // Not a user with a password.
        guard isAddress ? next == UInt8(ascii: "/") : next.map({ $0 <= 0x20 || $0 == UInt8(ascii: ":") }) ?? true else {
            return nil
        }
        var name = String(decoding: host, as: UTF8.self)
        if !isAddress { name = String(name.prefix { $0 != ":" }) }
        // Where registries explain their errors.
        guard name != "aka.ms", !Self.mayBeSecret(host) else { return nil }
        return Registry(ofImage: name + "/x")?.host
    }

    private var reference: ImageReference? {
        for mark in [
            "pull image \"", "pull image ", "pulled image ", "manifest for ", "pull access denied for ",
            "resolve reference \"", "pull and unpack image \"",
        ] {
            guard let start = place(of: mark) else { continue }
            var word = text[start...].prefix(512).prefix { LogWords.isName($0) || "/:@".utf8.contains($0) }
            while let last = word.last, ".:".utf8.contains(last) { word = word.dropLast() }
            let name = String(decoding: word, as: UTF8.self)
            if name.contains("/"), !Self.mayBeSecret(word), let image = ImageReference(name) { return image }
        }
        return nil
    }

    /// Behind words, in whichever case they stand.
    private func place(of words: String) -> Int? {
        let wanted = Array(words.utf8)
        guard text.count >= wanted.count else { return nil }
        let start = (0...(text.count - wanted.count)).first { start in
            zip(text[start...], wanted).allSatisfy { Self.isSame($0, as: $1) }
        }
        return start.map { $0 + wanted.count }
    }

    /// Or the capital of it.
    private static func isSame(_ byte: UInt8, as wanted: UInt8) -> Bool {
        byte == wanted || ((0x41...0x5a).contains(byte) && byte | 0x20 == wanted)
    }

    /// Twenty letters and digits in a row, of each kind some: a key looks so, and no name that people give.
    private static func mayBeSecret(_ word: ArraySlice<UInt8>) -> Bool {
        word.split { !LogWords.isName($0) || "-._".utf8.contains($0) }.contains { run in
            run.count >= 20 && run.contains { (0x41...0x5a).contains($0) }
                && run.contains { (0x61...0x7a).contains($0) }
                && run.contains { (0x30...0x39).contains($0) }
        }
    }

    private static func isHost(_ byte: UInt8) -> Bool { LogWords.isName(byte) || byte == UInt8(ascii: ":") }
}
