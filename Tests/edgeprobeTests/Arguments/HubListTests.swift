import ArgumentParser
import Foundation
import ProbeCore
import Testing

@testable import edgeprobe

struct HubListTests {
    private func list(_ text: String, _ arguments: [String] = []) throws -> HubList {
        let path = NSTemporaryDirectory() + "/hubs-\(UUID().uuidString)"
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try HubList(arguments, files: [path])
    }

    private func complaint(_ text: String) throws -> String {
        let error = #expect(throws: ValidationError.self) { try list(text) }
        return try #require(error).message
    }

    @Test func `comments, blank lines and ends of lines of every kind are none of a name's`() throws {
        let names = try list("\u{feff}# all\r\n\r\na.azure-devices.net # one\n\t b.azure-devices.net\r#c\n").names
        #expect(names.map(\.description) == ["a.azure-devices.net", "b.azure-devices.net"])
    }

    @Test func `blanks and a comment beside a name are nothing to note`() throws {
        #expect(try list("a.azure-devices.net # plant 1\n  b.azure-devices.net\n").notes.isEmpty)
    }

    @Test func `all lists count`() throws {
        let folder = try ScratchFolder()
        for hub in ["a", "b"] {
            try Data("\(hub).azure-devices.net\n".utf8).write(to: URL(filePath: folder.file(hub)))
        }
        let names = try HubList([], files: [folder.file("a"), folder.file("b")]).names
        #expect(names.map(\.description) == ["a.azure-devices.net", "b.azure-devices.net"])
    }

    @Test(arguments: [
        ("/nonexistent", "/nonexistent is not there."), ("/tmp", "/tmp is a folder."),
        ("/dev/null", "/dev/null is no regular file; give '-' for standard input."),
    ])
    func `a file that cannot be read is named in words`(path: String, said: String) throws {
        let error = #expect(throws: ValidationError.self) { try HubList([], files: [path]) }
        #expect(try #require(error).message == "--hubs: \(said)")
    }

    @Test func `each hub is asked once, in the order in which it came first`() throws {
        let names = try list("b.azure-devices.net\nHTTPS://A.azure-devices.net/#x\n", ["a.azure-devices.net"]).names
        #expect(names.map(\.description) == ["a.azure-devices.net", "b.azure-devices.net"])
    }

    @Test func `a connection string is its host's name, and its key is said nowhere`() throws {
        let key = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I="
        let read = try list("HostName=a.azure-devices.net;SharedAccessKey=\(key)\n")
        #expect(read.names.map(\.description) == ["a.azure-devices.net"])
        #expect(!read.notes.map(\.english).joined().contains(key))
        #expect(try !complaint("a.azure-devices.net\n\(key)\n").contains(key))
    }

    @Test(arguments: [
        ("a.azure-devices.net\n\nno name\n", "line 3 of "), ("myhub\n", "line 1 of "), ("# nothing\n", "names no hub"),
        ("a.service.azure-devices.net", "back ends"),
    ])
    func `what is wrong is said with its line`(text: String, said: String) throws {
        #expect(try complaint(text).contains(said))
    }

    @Test func `more than one run asks is refused`() throws {
        let most = (0..<HubList.most).map { "h\($0).azure-devices.net" }
        #expect(try list(most.joined(separator: "\n")).names.count == HubList.most)
        #expect(try complaint((most + ["one-more.azure-devices.net"]).joined(separator: "\n")).contains("1001 hubs"))
    }
}
