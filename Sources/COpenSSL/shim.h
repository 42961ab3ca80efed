#pragma once
#include <unistd.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/tls1.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Swift does not import function-like macros and C variadics; each function below stands for one of them.

// ssl(7)

static inline long COpenSSL_SSL_set_tlsext_host_name(SSL *_Nonnull ssl, const char *_Nonnull name) {
    return SSL_set_tlsext_host_name(ssl, name);
}

static inline void COpenSSL_SSL_set_msg_callback_arg(SSL *_Nonnull ssl, void *_Nullable argument) {
    SSL_set_msg_callback_arg(ssl, argument);
}

static inline int COpenSSL_SSL_get_negotiated_group(SSL *_Nonnull ssl) {
    return (int)SSL_get_negotiated_group(ssl);
}

static const uint64_t COpenSSL_SSL_OP_LEGACY_SERVER_CONNECT = SSL_OP_LEGACY_SERVER_CONNECT;
static const uint64_t COpenSSL_SSL_OP_NO_TICKET = SSL_OP_NO_TICKET;

static inline int COpenSSL_SSL_CTX_set_version_range(SSL_CTX *_Nonnull context, int minimum, int maximum) {
    return SSL_CTX_set_min_proto_version(context, minimum) == 1 && SSL_CTX_set_max_proto_version(context, maximum) == 1;
}

static inline void COpenSSL_SSL_CTX_disable_session_cache(SSL_CTX *_Nonnull context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

// A GREASE extension (RFC 8701) of the length that the key share of X25519MLKEM768 has; here for its bytes' address to stay valid.
static inline int COpenSSL_add_filling(
    SSL *_Nullable ssl, unsigned int type, unsigned int context, const unsigned char *_Nullable *_Nonnull out,
    size_t *_Nonnull length, X509 *_Nullable certificate, size_t index, int *_Nullable alert, void *_Nullable argument) {
    static const unsigned char filling[1216];
    *out = filling;
    *length = sizeof(filling);
    return 1;
}

static inline int COpenSSL_SSL_CTX_fill_hellos_up(SSL_CTX *_Nonnull context) {
    return SSL_CTX_add_custom_ext(context, 0x5a5a, SSL_EXT_CLIENT_HELLO, COpenSSL_add_filling, NULL, NULL, NULL, NULL);
}

static inline int COpenSSL_SSL_CTX_add1_chain_cert(SSL_CTX *_Nonnull context, X509 *_Nonnull certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate) == 1;
}

// An empty memory BIO then says "retry" instead of "end of file", as a socket without data does.
static inline BIO *_Nullable COpenSSL_BIO_new_memory_pipe(void) {
    BIO *bio = BIO_new(BIO_s_mem());
    if (bio) BIO_set_mem_eof_return(bio, -1);
    return bio;
}

// The types of DEFINE_STACK_OF(3)

static inline int COpenSSL_sk_X509_num(const STACK_OF(X509) *_Nullable stack) { return sk_X509_num(stack); }

static inline X509 *_Nullable COpenSSL_sk_X509_value(const STACK_OF(X509) *_Nonnull stack, int index) {
    return sk_X509_value(stack, index);
}

static inline STACK_OF(X509) *_Nullable COpenSSL_sk_X509_new_null(void) { return sk_X509_new_null(); }

static inline int COpenSSL_sk_X509_push(STACK_OF(X509) *_Nonnull stack, X509 *_Nonnull certificate) {
    return sk_X509_push(stack, certificate) > 0;
}

// Frees the stack, not what it points to.
static inline void COpenSSL_sk_X509_free(STACK_OF(X509) *_Nullable stack) { sk_X509_free(stack); }

static inline int COpenSSL_sk_GENERAL_NAME_num(const GENERAL_NAMES *_Nonnull names) {
    return sk_GENERAL_NAME_num(names);
}

static inline GENERAL_NAME *_Nullable COpenSSL_sk_GENERAL_NAME_value(const GENERAL_NAMES *_Nonnull names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}

static inline int COpenSSL_sk_GENERAL_NAME_push(GENERAL_NAMES *_Nonnull names, GENERAL_NAME *_Nonnull name) {
    return sk_GENERAL_NAME_push(names, name) > 0;
}

// OPENSSL_free(3)

static inline void COpenSSL_free(void *_Nullable memory) { OPENSSL_free(memory); }

// X509_LOOKUP_hash_dir(3), X509_get_default_cert_file_env(3)

// secure_getenv(3), as OpenSSL asks; its declaration takes _GNU_SOURCE, which no header that Swift sees may define.
extern char *secure_getenv(const char *);

// The library looks where its own build was to be installed. Linked into a program that goes to other distributions, neither
// place is there; then the first of these is taken. Both lists are those of Go's crypto/x509 (root_linux.go), for Debian and
// Yocto, RHEL, SUSE.

static inline const char *_Nullable COpenSSL_first_there(const char *const *paths) {
    while (*paths && access(*paths, R_OK) != 0) paths++;
    return *paths;
}

static inline int COpenSSL_has_own_roots(void) {
    return access(X509_get_default_cert_file(), R_OK) == 0 || access(X509_get_default_cert_dir(), R_OK) == 0;
}

static inline const char *_Nullable COpenSSL_default_roots_file(void) {
    static const char *const places[] = {
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem", NULL};
    const char *named = secure_getenv(X509_get_default_cert_file_env());
    if (named) return named;
    const char *found = COpenSSL_has_own_roots() ? NULL : COpenSSL_first_there(places);
    return found ? found : X509_get_default_cert_file();
}

static inline void COpenSSL_X509_STORE_add_default_folder(X509_STORE *_Nonnull store) {
    static const char *const places[] = {"/etc/ssl/certs", "/etc/pki/tls/certs", NULL};
    X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    if (!lookup) return;
    int is_known = secure_getenv(X509_get_default_cert_dir_env()) || COpenSSL_has_own_roots();
    const char *found = is_known ? NULL : COpenSSL_first_there(places);
    if (found) {
        X509_LOOKUP_add_dir(lookup, found, X509_FILETYPE_PEM);
    } else {
        X509_LOOKUP_add_dir(lookup, NULL, X509_FILETYPE_DEFAULT);
    }
}

// EVP_PKEY_Q_keygen(3)

static inline EVP_PKEY *_Nullable COpenSSL_generate_P256(void) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
}

static inline EVP_PKEY *_Nullable COpenSSL_generate_RSA(size_t bits) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
}
