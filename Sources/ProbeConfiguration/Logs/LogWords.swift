import ProbeEvidence
import ProbeLinux

/// Texts of logs without all that differs from one writing of a line to the next.
enum LogWords {
    /// Small letters without blanks, escapes of JSON undone, escape sequences of terminals gone (ECMA-48, section 5.4).
    static func squeezed(_ text: some Collection<UInt8>) -> [UInt8] {
        var squeezed: [UInt8] = []
        squeezed.reserveCapacity(text.count)
        let text = Array(text)
        var index = 0
        while index < text.count {
            var byte = text[index]
            index += 1
            if byte == 0x5c, index < text.count {
                switch text[index] {
                case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                    index += 1
                    continue
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): continue
                case UInt8(ascii: "u"):
                    guard let code = number(text.dropFirst(index + 1).prefix(4), radix: 16), code < 0x80 else { break }
                    index += 5
                    byte = UInt8(code)
                default: break
                }
            }
            if byte == 0x1b || isSyslogEscape(text, at: index - 1) {
                if byte != 0x1b { index += 3 }
                index = endOfSequence(in: text, from: index)
                continue
            }
            guard byte > 0x20, byte != 0x7f else { continue }
            squeezed.append((0x41...0x5a).contains(byte) ? byte | 0x20 : byte)
        }
        return squeezed
    }

    /// The text without escape sequences of terminals.
    static func uncoloured(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard line.contains(0x1b) else { return line }
        let text = Array(line)
        var plain: [UInt8] = []
        var index = 0
        while index < text.count {
            index += 1
            if text[index - 1] == 0x1b {
                index = endOfSequence(in: text, from: index)
            } else {
                plain.append(text[index - 1])
            }
        }
        return plain[...]
    }

    /// Syslog daemons write ESC as `#033`.
    private static func isSyslogEscape(_ text: [UInt8], at index: Int) -> Bool {
        text[index] == 0x23 && text[index...].starts(with: "#033[".utf8)
    }

    /// Behind a sequence that begins with ESC: parameters, and a final byte.
    private static func endOfSequence(in text: [UInt8], from index: Int) -> Int {
        guard index < text.count, text[index] == UInt8(ascii: "[") else { return index }
        var index = index + 1
        while index < text.count, (0x20...0x3f).contains(text[index]) { index += 1 }
        return min(index + 1, text.count)
    }

    /// A number of at most nine digits; nothing where anything else stands there.
    static func number(_ digits: some Collection<UInt8>, radix: Int = 10) -> Int? {
        guard !digits.isEmpty, digits.count <= 9 else { return nil }
        var number = 0
        for digit in digits {
            let value: Int
            switch digit {
            case 0x30...0x39: value = Int(digit) - 0x30
            case 0x41...0x46, 0x61...0x66: value = Int(digit | 0x20) - 0x57
            default: return nil
            }
            guard value < radix else { return nil }
            number = number * radix + value
        }
        return number
    }

    // MARK: - Whose words they are

    /// Marks of what the runtime itself wrote, in a text that does not say whose it is.
    private static let marks = [
        "causedby:", "microsoft.azure.devices", "dockerapiresponded", "driverfailedprogramming",
        "errorresponsefromdaemon", "edgelet", "iotedge", "aziot", "statuscode", "unhandledexception", "edgeagent",
        "edgehub", "iothub", "errorparsinguserinputdata", "hsm_client", "executinghttprequest",
    ].map { Array($0.utf8) }

    /// What programs put before an error that they pass on.
    private static let leads = ["error:", "err:", "fatal:", "warning:", "docker:", "failed:"].map { Array($0.utf8) }

    /// Whether a text of an unknown writer is more than somebody's who speaks of it.
    static func isOfTheRuntime(_ text: [UInt8], wordsAt place: Int) -> Bool {
        let before = text[..<place]
        // Nothing stands before the words, or the end of a line that was cut off there.
        if !before.contains(where: { (0x61...0x7a).contains($0) }) { return true }
        if leads.contains(where: { before.elementsEqual($0) }) { return true }
        return marks.contains { ByteSearch.first($0, in: text) != nil }
    }

    /// What edgeAgent and edgeHub begin with, and what only they say.
    private static let banners = [
        ("startingedgeagent", LogSpeaker.agent), ("edgeagentmain()", .agent), ("initializingedgeagent", .agent),
        ("edgeagentattempting", .agent), ("microsoft.azure.devices.edge.agent", .agent), ("startingedgehub", .hub),
        ("edgehubmain()", .hub), ("initializingedgehub", .hub), ("microsoft.azure.devices.edge.hub", .hub),
    ].map { (Array($0.0.utf8), $0.1) }

    /// Whose log it is that has a text; nothing where that says nothing.
    static func speaker(of text: [UInt8]) -> LogSpeaker? {
        banners.first { ByteSearch.first($0.0, in: text) != nil }?.1
    }

    /// What quotation marks open behind that are a form of the text itself, and quote nobody.
    private static let openers = ["message\":", "msg=", "message=", "error=", "err=", "string(", "\"log\":"].map {
        Array($0.utf8)
    }

    /// Whether a place stands between quotation marks in which somebody else is quoted.
    static func isQuoted(_ place: Int, in text: [UInt8]) -> Bool {
        var opened: Int?
        for index in text[..<place].indices where text[index] == 0x22 {
            opened = opened == nil ? index : nil
        }
        guard let opened else { return false }
        let before = text[..<opened]
        return !openers.contains { before.count >= $0.count && before.suffix($0.count).elementsEqual($0) }
    }
}
