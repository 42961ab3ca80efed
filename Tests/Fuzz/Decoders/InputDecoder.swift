/// A way in for bytes that somebody else wrote: the network, the kernel, a file, or another program.
///
/// One list for the fuzzer, which makes up inputs, and for the tests, which replay the corpora.
package struct InputDecoder: Sendable, CustomStringConvertible {
    package enum Form: Sendable {
        case binary, text
    }

    /// Its corpus lies in the folder of this name.
    package let name: String
    package let form: Form
    /// The longest input that the tool hands to it, in bytes.
    package let longest: Int
    /// What an input may cost.
    package let allowance: WorkAllowance
    /// Decodes the input and everything inside it that is decoded later; traps where a promise about the outcome is broken.
    package let decode: @Sendable ([UInt8]) -> Void

    init(
        _ name: String, _ form: Form, longest: Int, allowance: WorkAllowance = WorkAllowance(),
        _ decode: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.name = name
        self.form = form
        self.longest = longest
        self.allowance = allowance
        self.decode = decode
    }

    package var description: String { name }

    package static let all = network + tls + kernel + files + programs + reports

    package static func named(_ name: String) -> InputDecoder? { all.first { $0.name == name } }
}

/// Bytes in the pieces that a connection may bring them in: the first byte says how long they are, zero for all at once.
struct Pieces: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>
    private let length: Int

    init(_ input: [UInt8]) {
        rest = input.dropFirst()
        length = input.first.map { $0 == 0 ? Int.max : Int($0) } ?? 1
    }

    /// Everything behind the first byte.
    var whole: [UInt8] { Array(rest) }

    mutating func next() -> [UInt8]? {
        guard !rest.isEmpty else { return nil }
        let piece = rest.prefix(length)
        rest = rest.dropFirst(piece.count)
        return Array(piece)
    }
}

/// Printable ASCII, which is all that reports may hold of foreign text.
func isHarmless(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7e).contains($0) } }

func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
