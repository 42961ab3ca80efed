/// An image that a deployment has the engine pull, and what with.
///
/// Holds a password, so it travels with the plan and enters no report.
package struct DeployedImage: Codable, Hashable, Sendable {
    package let image: ImageReference
    /// The modules that run it.
    package var modules: [LocalText]
    /// Where the manifest names it first, counted from one.
    package let line: Int?
    /// For the image's registry alone.
    package var credentials: Credentials?

    package init(image: ImageReference, modules: [LocalText], line: Int?, credentials: Credentials? = nil) {
        self.image = image
        self.modules = modules
        self.line = line
        self.credentials = credentials
    }
}
