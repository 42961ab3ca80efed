import ProbeCore
import Testing

struct ImageReferenceTests {
    @Test(arguments: [
        ("registry.example/agent:1.5", "registry.example", "agent", "1.5"),
        ("registry.example:5000/a/b", "registry.example:5000", "a/b", "latest"),
        ("localhost/a:x", "localhost", "a", "x"),
        ("alpine", "registry-1.docker.io", "library/alpine", "latest"),
        ("docker.io/alpine:3", "registry-1.docker.io", "library/alpine", "3"),
        ("team/agent:1", "registry-1.docker.io", "team/agent", "1"),
        ("r.example/a:1@sha256:abcdef", "r.example", "a", "sha256:abcdef"),
    ])
    func `is what an engine makes of it`(image: String, registry: String, repository: String, reference: String) throws
    {
        let parsed = try #require(ImageReference(image))
        #expect(parsed.registry.description == registry)
        #expect(parsed.repository == repository && parsed.reference == reference)
    }

    @Test(arguments: [
        "", "registry.example/", "registry.example//a", "registry.example/../a", "registry.example/A", "r.example/a b",
        "r.example/a:", "r.example/a:x y", "r.example/a?x=1", "r.example/a\r\nX: y", "r.example/a%2f",
    ])
    func `is nothing where it could not stand in a request`(image: String) {
        #expect(ImageReference(image) == nil)
    }

    @Test(arguments: [
        "https://r.example/agent:1", "r.example/Agent:1", "Agent", "r.example/agent:1 ", "r.example//agent",
        "r.example/",
        "<registry>/agent", "r.example/${IMAGE}", "r.example/a/", "r.example/ägent", "",
    ])
    func `no engine takes what is no name`(image: String) {
        #expect(ImageReference.isRefused(image))
    }

    @Test(arguments: [
        "agent", "r.example:5000/a/b_c:1.5-Arm64", "10.1.0.5:5000/agent:1", "[fd00::1]:5000/agent", "Contoso/agent:1",
        "r.example/agent:1@sha256:abcdef", "Registry.Example/agent:LATEST",
    ])
    func `what some engine takes is not refused`(image: String) {
        #expect(!ImageReference.isRefused(image))
    }
}
