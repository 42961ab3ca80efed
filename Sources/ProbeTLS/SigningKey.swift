internal import COpenSSL
package import ProbeCore

/// The one owner of a private key; the corresponding C type is `EVP_PKEY`.
@safe package final class SigningKey {
    package let pointer: OpaquePointer

    /// Takes ownership.
    package init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    /// Reads an unencrypted PEM key.
    package init(pem text: String) throws(ProbeError) {
        OpenSSLErrors.clear()
        let read = unsafe MemoryBIO.reading(Array(text.utf8)) { bio in
            // No password is asked for on the terminal.
            unsafe PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
        }
        OpenSSLErrors.clear()
        guard let read = unsafe read, let key = unsafe read else {
            throw ProbeError.libraryRefused("the private key is no unencrypted PEM key")
        }
        unsafe pointer = key
    }

    deinit { unsafe EVP_PKEY_free(pointer) }
}
