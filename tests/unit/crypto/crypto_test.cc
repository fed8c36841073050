#include <catch2/catch.hpp>

#include "absl/strings/str_cat.h"

#include "common/crypto/check_character.h"
#include "common/crypto/ed25519.h"
#include "common/crypto/encoding.h"
#include "common/crypto/hash.h"
#include "common/crypto/merkle.h"
#include "common/crypto/note.h"

// Vectors are those that the standards publish; each case names its source.
namespace nastavnik::crypto {
namespace {

std::string Hex(absl::string_view text) { return HexDecode(text).value(); }

TEST_CASE("sha-256: FIPS 180-4 examples") {
  CHECK(HexEncode(Sha256("")) ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(HexEncode(Sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(HexEncode(Sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("hmac-sha-256: RFC 4231, cases 1, 2 and 6") {
  CHECK(HexEncode(HmacSha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(HexEncode(HmacSha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(HexEncode(HmacSha256(std::string(131, '\xaa'),
                             "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("same bytes") {
  CHECK(SameBytes("abc", "abc"));
  CHECK_FALSE(SameBytes("abc", "abd"));
  CHECK_FALSE(SameBytes("abc", "ab"));
  CHECK(SameBytes("", ""));
}

TEST_CASE("hexadecimal and base64 read only what they write") {
  CHECK(HexDecode("00fF") == std::string("\x00\xff", 2));
  CHECK_FALSE(HexDecode("0"));
  CHECK_FALSE(HexDecode("0g"));
  CHECK_FALSE(HexDecode("00 11"));
  CHECK(Base64Encode("foob") == "Zm9vYg==");  // RFC 4648, 10
  CHECK(Base64Decode("Zm9vYmFy") == "foobar");
  CHECK(Base64Encode("\xfb\xff", Base64::kUrl) == "-_8");
  CHECK(Base64Decode("-_8", Base64::kUrl) == "\xfb\xff");
  CHECK_FALSE(Base64Decode("Zm9vYg"));
  CHECK_FALSE(Base64Decode("Zm9v Yg=="));
  CHECK_FALSE(Base64Decode("-_8="));
}

TEST_CASE("ed25519: RFC 8032, 7.1, tests 1 and 2") {
  const auto first =
      SigningKey::FromSeed(Hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  REQUIRE(first);
  CHECK(HexEncode(first->public_key()) ==
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(HexEncode(first->Sign("")) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46b"
        "d25bf5f0595bbe24655141438e7a100b");
  const auto second =
      SigningKey::FromSeed(Hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  REQUIRE(second);
  const std::string signature = second->Sign("\x72");
  CHECK(HexEncode(signature) ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00");
  CHECK(VerifySignature(second->public_key(), "\x72", signature));
  CHECK_FALSE(VerifySignature(second->public_key(), "\x73", signature));
  CHECK_FALSE(VerifySignature(first->public_key(), "\x72", signature));
  CHECK_FALSE(VerifySignature(second->public_key(), "\x72", signature.substr(1)));
  CHECK_FALSE(SigningKey::FromSeed("short"));
}

TEST_CASE("signed note: the example of golang.org/x/mod/sumdb/note") {
  const std::string text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your "
      "problem is.\n";
  const auto seed = Base64Decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
  REQUIRE(seed);
  const auto key = SigningKey::FromSeed(seed->substr(1));
  REQUIRE(key);
  CHECK(NoteVerifierKey("PeterNeumann", key->public_key()) ==
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  const std::string note = SignNote(text, "PeterNeumann", *key);
  CHECK(note ==
        absl::StrCat(
            text,
            "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
            "qdngotpRZb6KE6RyyBwJnAM=\n"));
  CHECK(OpenNote(note, "PeterNeumann", key->public_key()) == text);
}

TEST_CASE("signed note: every changed byte is found") {
  const SigningKey key = SigningKey::Generate();
  const std::string note = SignNote("nastavnik receipt v1\nseason 2027\n", "nastavnik", key);
  REQUIRE(OpenNote(note, "nastavnik", key.public_key()));
  for (size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] ^= 1;
    INFO("byte " << i);
    CHECK_FALSE(OpenNote(changed, "nastavnik", key.public_key()));
  }
  CHECK_FALSE(OpenNote(note, "other", key.public_key()));
  CHECK_FALSE(OpenNote(note, "nastavnik", SigningKey::Generate().public_key()));
  CHECK_FALSE(OpenNote("", "nastavnik", key.public_key()));
}

TEST_CASE("merkle root: the vectors of certificate-transparency") {
  const std::string inputs[] = {"",
                                Hex("00"),
                                Hex("10"),
                                Hex("2021"),
                                Hex("3031"),
                                Hex("40414243"),
                                Hex("5051525354555657"),
                                Hex("606162636465666768696a6b6c6d6e6f")};
  const std::string roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  std::vector<std::string> leaves;
  CHECK(MerkleRoot(leaves) == Sha256(""));
  for (size_t n = 0; n < 8; ++n) {
    leaves.push_back(MerkleLeaf(inputs[n]));
    CHECK(HexEncode(MerkleRoot(leaves)) == roots[n]);
  }
}

TEST_CASE("check character: published identifiers") {
  CHECK(CheckCharacter("A12425GABC1234002") == 'M');    // GRid standard
  CHECK(CheckCharacter("0000-0000-3A8D-0000") == 'Z');  // ISAN users' guide
  CHECK(HasCheckCharacter("A1-2425G-ABC1234002-M"));
  CHECK_FALSE(HasCheckCharacter("A1-2425G-ABC1234002-N"));
  CHECK_FALSE(HasCheckCharacter(""));
  CHECK(CheckCharacter("НМ27") == '\0');
}

TEST_CASE("check character: finds every wrong character and every swap of neighbours") {
  std::string number = "NM27000417";
  number.push_back(CheckCharacter(number));
  REQUIRE(HasCheckCharacter(number));
  for (size_t i = 0; i < number.size(); ++i) {
    for (const char c : std::string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
      std::string wrong = number;
      wrong[i] = c;
      CHECK(HasCheckCharacter(wrong) == (wrong == number));
    }
    if (i + 1 == number.size() || number[i] == number[i + 1]) continue;
    std::string swapped = number;
    std::swap(swapped[i], swapped[i + 1]);
    CHECK_FALSE(HasCheckCharacter(swapped));
  }
}

}  // namespace
}  // namespace nastavnik::crypto
