import Decoders
import Foundation
import Testing

/// What fuzzing begins with and what it found, once more.
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpus")
    /// Of the changes of one file; those of longer files are as many, further apart.
    private static let mostChanges = 24

    @Test func `every decoder has a corpus, and every corpus a decoder`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(folders) == Set(InputDecoder.all.map(\.name)))
        for decoder in InputDecoder.all { #expect(try Self.files(of: decoder).count > 1, "\(decoder)") }
    }

    @Test(arguments: InputDecoder.all)
    func `a decoder survives its corpus and what is nearly the same`(_ decoder: InputDecoder) throws {
        for file in try Self.files(of: decoder) {
            let input = [UInt8](try Data(contentsOf: file))
            #expect(decoder.excess(of: input) == nil, "\(file.lastPathComponent)")
            let step = max(1, input.count / Self.mostChanges)
            for place in stride(from: 0, to: input.count, by: step) {
                decoder.decode(Array(input[..<place]))
                var flipped = input
                flipped[place] ^= 0xff
                decoder.decode(flipped)
            }
        }
    }

    @Test(arguments: InputDecoder.all)
    func `what is longer costs no more for each byte`(_ decoder: InputDecoder) throws {
        for file in try Self.files(of: decoder) {
            let grown = Growth.grown([UInt8](try Data(contentsOf: file)), upTo: min(decoder.longest, 4096))
            #expect(decoder.excess(of: grown) == nil, "\(file.lastPathComponent)")
        }
    }

    private static func files(of decoder: InputDecoder) throws -> [URL] {
        let folder = folder.appending(path: decoder.name)
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }
    }
}
