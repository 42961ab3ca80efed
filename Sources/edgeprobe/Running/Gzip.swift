import ProbeLinux
import Subprocess
import SystemPackage

/// The format of gzip (RFC 1952): by the system's own program, and where there is none, without compression.
enum Gzip {
    private static let places = ["/usr/bin/gzip", "/bin/gzip"]
    /// What a run writes takes less than a second.
    private static let patience = Duration.seconds(30)

    static func compressed(_ bytes: [UInt8]) async -> [UInt8] {
        for program in places where Folder.kind(of: program) == .file {
            if let compressed = await run(program, bytes) { return compressed }
        }
        return stored(bytes)
    }

    /// Nothing where it fails.
    private static func run(_ program: String, _ bytes: [UInt8]) async -> [UInt8]? {
        // What cannot be compressed is hardly longer than it was (RFC 1951, 3.2.4).
        let limit = bytes.count + bytes.count / 1_000 + 1_024
        return try? await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                try StartReserve.requireDescriptorsOfProcess()
                let result = try await Subprocess.run(
                    .path(FilePath(program)), arguments: ["-c"],
                    environment: .custom(["LC_ALL": "C", "PATH": "/usr/bin:/bin"]), input: .array(bytes),
                    output: .bytes(limit: limit), error: .discarded)
                guard case .exited(0) = result.terminationStatus else { return nil }
                return result.standardOutput
            }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// In blocks that are not compressed (RFC 1951, 3.2.4).
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        // Deflate, no flags, no time, no extra flags, Unix.
        var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(Int(UInt16.max))
            rest = rest.dropFirst(block.count)
            let length = UInt16(block.count)
            result.append(rest.isEmpty ? 1 : 0)
            for number in [length, ~length] { result += [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)] }
            result += block
        } while !rest.isEmpty
        for number in [checksum(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
            result += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
        return result
    }

    /// CRC-32 (RFC 1952, 8).
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }
}
