/// What the device is configured to pull an image with.
package struct RegistryAccount: Codable, Hashable, Sendable {
    package let image: ImageReference
    /// For the image's registry alone.
    package let credentials: Credentials

    package init(image: ImageReference, credentials: Credentials) {
        self.image = image
        self.credentials = credentials
    }
}
