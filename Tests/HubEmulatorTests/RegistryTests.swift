import HubEmulator
import ProbeCore
import ProbeEvidence
import ProbeTLS
import ProbeTransport
import Testing

struct RegistryTests {
    private static func digest(_ bytes: [UInt8]) -> String { "sha256:" + Digest.hexadecimal(Digest.sha256(bytes)) }

    /// The first digest after a member's name.
    private static func digest(after member: String, in text: String) -> String? {
        text.ranges(of: member).first.flatMap { range in
            text[range.upperBound...].firstMatch(of: /sha256:[0-9a-f]{64}/).map { String($0.output) }
        }
    }

    @Test func `a pull leads from the index to bytes with the right digest`() async throws {
        try await Client.withHub { client in
            let version = try await client.request("/v2/", at: .registry)
            #expect(version.answer.status == 200)
            #expect(version.header("docker-distribution-api-version") == "registry/2.0")
            let index = try await client.request("/v2/azureiotedge-agent/manifests/1.5", at: .registry)
            #expect(index.header("docker-content-digest") == Self.digest(index.body))
            let imageDigest = try #require(Self.digest(after: "manifests", in: index.text))
            let image = try await client.request("/v2/azureiotedge-agent/manifests/\(imageDigest)", at: .registry)
            #expect(Self.digest(image.body) == imageDigest)
            for member in ["config", "layers"] {
                let digest = try #require(Self.digest(after: member, in: image.text))
                let redirect = try await client.request("/v2/azureiotedge-agent/blobs/\(digest)", at: .registry)
                #expect(redirect.answer.status == 307)
                // Query strings are long; the evidence keeps the beginning.
                let location = try #require(redirect.header("location"))
                let prefix = "https://\(Client.dataName)"
                #expect(location.hasPrefix(prefix + "/"))
                let blob = try await client.request(String(location.dropFirst(prefix.count)), at: .data)
                #expect(Self.digest(blob.body) == digest)
            }
        }
    }

    @Test func `what is not there is not found`() async throws {
        try await Client.withHub { client async throws in
            let none = "sha256:" + String(repeating: "0", count: 64)
            for path in [
                "/", "/v2/other/manifests/1", "/v2/azureiotedge-agent/manifests/\(none)",
                "/v2/azureiotedge-agent/blobs/\(none)", "/v2/azureiotedge-agent/tags/list",
            ] {
                #expect(try await client.request(path, at: .registry).answer.status == 404)
            }
            #expect(try await client.request("/x/\(none)", at: .data).answer.status == 404)
            #expect(try await client.request("/v2/", method: "PUT", at: .registry).answer.status == 405)
        }
    }

    @Test func `a registry with tokens gives one to anyone`() async throws {
        try await Client.withHub(configure: { $0.registryAccess = .token }) { client in
            let challenge = try await client.request("/v2/", at: .registry)
            #expect(challenge.answer.status == 401)
            #expect(
                challenge.header("www-authenticate")
                    == #"Bearer realm="https://mcr.microsoft.com/oauth2/token",service="mcr.microsoft.com""#)
            let answer = try await client.request("/oauth2/token?service=mcr.microsoft.com&scope=x", at: .registry)
            let token = try #require(answer.text.split(separator: "\"").dropFirst(3).first)
            let headers = [(name: "Authorization", value: "Bearer \(token)")]
            let manifest = "/v2/azureiotedge-agent/manifests/1.5"
            #expect(try await client.request(manifest, at: .registry, headers: headers).answer.status == 200)
            #expect(try await client.request(manifest, at: .registry).answer.status == 401)
        }
    }

    @Test func `a private registry gives no token`() async throws {
        try await Client.withHub(configure: { $0.registryAccess = .credentials }) { client async throws in
            #expect(try await client.request("/oauth2/token", at: .registry).answer.status == 401)
        }
    }
}
