import Decoders
import Glibc

/// Fuzzes the decoder that DECODER names; by the environment, because libFuzzer starts itself again with its own arguments.
enum Fuzz {
    private static let decoder = variable("DECODER").flatMap { InputDecoder.named($0) }

    /// Ways in which each input may grow.
    private static let variants = 6
    private static let shareOfGrown = 0.33

    // libFuzzer calls from one thread.
    /// Seconds of the processor that grown inputs took.
    private nonisolated(unsafe) static var timeOfGrown = 0.0
    private nonisolated(unsafe) static var timeOfOthers = 0.0

    /// Without a decoder, their names are all there is to say.
    static func begin() {
        guard decoder == nil else { return }
        print(InputDecoder.all.map(\.name).joined(separator: "\n"))
        exit(0)
    }

    /// Decodes an input as it is, and now and then grown to what its decoder takes at most.
    static func take(_ input: [UInt8]) {
        guard let decoder else { return }
        let time = InputDecoder.processorTime()
        fail(decoder.excess(of: input), input)
        timeOfOthers += InputDecoder.processorTime() - time
        for variant in 0..<UInt64(variants) {
            // Time enough for the corpus, which comes first; then a part of it, since short inputs find what is new.
            guard timeOfGrown <= shareOfGrown * (40 + timeOfOthers) else { return }
            let start = InputDecoder.processorTime()
            let grown = Growth.grown(input, upTo: decoder.longest, variant: variant)
            if grown.count > input.count { fail(decoder.excess(of: grown), grown) }
            timeOfGrown += InputDecoder.processorTime() - start
        }
    }

    private static func fail(_ excess: InputDecoder.Excess?, _ input: [UInt8]) {
        guard let excess, let decoder else { return }
        complain("too slow: \(excess)")
        // What libFuzzer keeps is the short one; here is the long one.
        if let folder = variable("FOUND"), let file = fopen("\(folder)/slow-\(decoder.name)", "w") {
            fwrite(input, 1, input.count, file)
            fclose(file)
        }
        abort()
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func complain(_ text: String) {
        let line = Array("\(text)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
