/// What an image is built for (OCI image specification, "Image Index", `platform`).
package struct ImagePlatform: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Go's word for the operating system, such as `linux`.
    package let system: String
    /// Go's word for the processor, such as `arm64`.
    package let architecture: String
    /// Of an ARM processor, such as `v7`; empty where the architecture says it all.
    package let variant: String

    /// As containerd compares them (its package platforms, `normalizeArch`); nothing where a word is none of these.
    package init?(system: String, architecture: String, variant: String?) {
        let words = [system, architecture, variant ?? ""]
        guard words.allSatisfy(Self.isWord), !system.isEmpty, !architecture.isEmpty else { return nil }
        let system = system.lowercased()
        switch (architecture.lowercased(), variant?.lowercased() ?? "") {
        case ("x86_64", let variant), ("x86-64", let variant), ("amd64", let variant):
            self.init(system, "amd64", variant == "v1" ? "" : variant)
        case ("aarch64", let variant), ("arm64", let variant):
            self.init(system, "arm64", ["8", "v8", "v8.0"].contains(variant) ? "" : variant)
        case ("armhf", _): self.init(system, "arm", "v7")
        case ("armel", _): self.init(system, "arm", "v6")
        case ("arm", let variant):
            self.init(system, "arm", ["", "7"].contains(variant) ? "v7" : Self.withLetter(variant))
        case (let other, let variant): self.init(system, other, variant)
        }
    }

    private init(_ system: String, _ architecture: String, _ variant: String) {
        self.system = system
        self.architecture = architecture
        self.variant = variant
    }

    private static func withLetter(_ variant: String) -> String {
        ["5", "6", "8"].contains(variant) ? "v\(variant)" : variant
    }

    private static func isWord(_ text: String) -> Bool {
        text.utf8.count <= 16
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
                default: false
                }
            }
    }

    package var description: String {
        variant.isEmpty ? "\(system)/\(architecture)" : "\(system)/\(architecture)/\(variant)"
    }

    /// Images of these run on a machine, the best first (containerd's `platforms.Only`, which the engine pulls by).
    ///
    /// - Parameter machine: the kernel's word for the processor (uname(2)), such as `armv7l`.
    /// - Returns: nothing for a processor that no engine is known for.
    package static func runnable(on machine: String) -> [ImagePlatform] {
        func arm(_ variants: [String]) -> [ImagePlatform] { variants.map { ImagePlatform("linux", "arm", $0) } }
        return switch machine {
        case "x86_64": [ImagePlatform("linux", "amd64", ""), ImagePlatform("linux", "386", "")]
        case "aarch64": [ImagePlatform("linux", "arm64", "")] + arm(["v8", "v7", "v6", "v5"])
        // A 32-bit program on a 64-bit processor.
        case "armv8l": arm(["v8", "v7", "v6", "v5"])
        case "armv7l": arm(["v7", "v6", "v5"])
        case "armv6l": arm(["v6", "v5"])
        case "i386", "i486", "i586", "i686": [ImagePlatform("linux", "386", "")]
        case "riscv64", "ppc64le", "s390x": [ImagePlatform("linux", machine, "")]
        default: []
        }
    }

    /// The same system and processor, whichever variant: without an index the engine looks no closer.
    package func hasProcessor(of other: ImagePlatform) -> Bool {
        system == other.system && architecture == other.architecture
    }

    /// A processor of 32 bits, of the ARM family.
    package static func isSmallARM(_ machine: String) -> Bool { machine.hasPrefix("armv") }
}
