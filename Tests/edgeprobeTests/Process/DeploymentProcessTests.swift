import FoundationEssentials
import TestSupport
import Testing

/// A deployment manifest on the command line: what a plan takes from it, and what becomes of its secrets.
@Suite(.aheadOfOthers) struct DeploymentProcessTests {
    private static let manifest = #"""
        { "modulesContent": { "$edgeAgent": { "properties.desired": {
          "runtime": { "settings": { "registryCredentials": {
            "plant": { "address": "plant.azurecr.io", "username": "plant", "password": "CANARYpassword" },
            "other": { "address": "https://plant.azurecr.io", "username": "plant", "password": "CANARYother" } } } },
          "systemModules": {
            "edgeAgent": { "settings": { "image": "mcr.microsoft.com/azureiotedge-agent:1.5" } },
            "edgeHub": {
              "env": { "UpstreamProtocol": { "value": "MqttWs" },
                "https_proxy": { "value": "http://CANARYuser:CANARYproxy@127.0.0.1:9" } },
              "settings": { "image": "mcr.microsoft.com/azureiotedge-hub:1.5",
                "createOptions": "{\"HostConfig\":{\"PortBindings\":{\"8883/tcp\":[{\"HostPort\":\"8884\"}]}}}" } } },
          "modules": {
            "camera": { "env": { "TOKEN": { "value": "CANARYtoken" } }, "settings": {
              "image": "plant.azurecr.io/camera:1", "createOptions": { "HostConfig": { "PortBindings": {
                "80/tcp": [ { "HostPort": "8080" } ], "81/tcp": [ { "HostPort": "CANARYport" } ] } } } } },
            "local": { "settings": { "image": "localhost:5000/gauge:1" } } } } } } }
        """#

    private func run(_ command: String, _ text: String, _ arguments: String...) async throws -> Binary.Ending {
        let folder = try ScratchFolder()
        let file = folder.file("deployment.json")
        try Data(text.utf8).write(to: URL(filePath: file))
        let base = [
            command, "--hub", "myhub.azure-devices.net", "--config-root", folder.file(""), "--deployment", file,
        ]
        return try await Binary.run(base + arguments)
    }

    @Test func `a plan has the deployment's registries, ports, transport and proxy`() async throws {
        let ending = try await run("plan", Self.manifest)
        #expect(ending.status == 0 && ending.errors == "")
        #expect(
            ending.output.contains(
                "mcr.microsoft.com, tcp 443\n      the container registry: 2 images of the deployment"))
        #expect(
            ending.output.contains(
                "plant.azurecr.io, tcp 443\n      the container registry: an image of the deployment, up to the configuration, "
                    + "with its credentials"))
        #expect(ending.output.contains("tcp ports 8884\n") && ending.output.contains("tcp ports 8080\n"))
        #expect(
            ending.output.contains("the upstream transport mqtt-ws") && ending.output.contains("the proxy 127.0.0.1:9"))
        #expect(ending.output.contains("is no number of a port."))
        #expect(ending.output.contains("The credentials at line 4 of"))
        #expect(ending.output.contains("local, whose image is at this device itself"))
        #expect(!ending.everything.contains("CANARY"))
    }

    @Test func `the command line wins over the deployment`() async throws {
        let ending = try await run(
            "plan", Self.manifest, "--upstream", "amqp", "--port-check", "7000", "--proxy", "http://p.example:1")
        #expect(ending.output.contains("tcp ports 7000\n") && !ending.output.contains("8884"))
        #expect(ending.output.contains("the proxy p.example:1") && !ending.output.contains("the upstream transport"))
    }

    @Test func `a registry that only credentials name is asked as well, and stands in the rules`() async throws {
        let manifest = Self.manifest.replacing(
            #""other": { "address": "https://plant.azurecr.io","#, with: #""other": { "address": "layer.azurecr.io","#)
        let plan = try await run("plan", manifest)
        #expect(plan.status == 0 && plan.output.contains("layer.azurecr.io, tcp 443"))
        #expect(
            plan.output.contains("mcr.microsoft.com, tcp 443\n      the container registry: 2 images of the deployment")
        )
        let rules = try await run("rules", manifest, "--dialect", "request", "--no-proxy-env", "--offline")
        #expect(rules.output.contains("layer.azurecr.io"))
        #expect(!(plan.everything + rules.everything).contains("CANARY"))
    }

    @Test func `rules have the deployment's registries`() async throws {
        let ending = try await run("rules", Self.manifest, "--dialect", "request", "--offline")
        #expect(
            ending.status == 0 && ending.output.contains("plant.azurecr.io")
                && ending.output.contains("mcr.microsoft.com"))
        #expect(!ending.everything.contains("CANARY"))
    }

    @Test(arguments: [
        ("{ \"modulesContent\": {\n  \"CANARYname\": tru\n}}", "line 2, column 17 of"),
        ("{}", "is no deployment manifest"), ("", "has nothing in it"),
        ("{\"a\": \"CANARY", "line 1, column 14 of"), (String(repeating: " ", count: 1 << 20 + 1), "EFBIG"),
    ])
    func `a malformed manifest is told in a sentence without a piece of it`(text: String, words: String) async throws {
        for command in ["run", "plan", "rules"] {
            let ending = try await run(command, text)
            #expect(ending.status == 64 && ending.output == "" && ending.errors.contains(words), "\(ending.errors)")
            #expect(!ending.errors.contains("CANARY"))
        }
    }

    @Test func `a file that is not there is said`() async throws {
        let ending = try await Binary.run(
            [
                "plan", "--hub", "myhub.azure-devices.net", "--config-root", "/sys", "--deployment",
                "/nonexistent.json",
            ])
        #expect(ending.status == 64 && ending.errors.contains("/nonexistent.json"))
    }
}
