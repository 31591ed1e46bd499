// The other side of c2sp_test: Go's golang.org/x/mod/sumdb (note, tlog), which shares no line with Valise.
//
//	peer verify VERIFIER-KEY [NAME WITNESS-KEY-BASE64]...   a note on stdin: its text, and who signed it
//	peer sign NAME                                          a text on stdin: a verifier key, and the text as a signed note
//	peer check                                              proofs on stdin: fails at the first wrong one
//	peer prove SIZE                                         roots and proofs of its own over the entries "0", "1", ...
package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// witness verifies C2SP cosignatures (tlog-cosignature, Ed25519), which the note package leaves to others.
type witness struct {
	name string
	key  ed25519.PublicKey
}

func (w witness) Name() string { return w.name }
func (w witness) KeyHash() uint32 {
	hash := sha256.Sum256(append([]byte(w.name+"\n\x04"), w.key...))
	return binary.BigEndian.Uint32(hash[:])
}
func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	header := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(signature))
	return ed25519.Verify(w.key, append([]byte(header), text...), signature[8:])
}

func verify(arguments []string) {
	log, err := note.NewVerifier(arguments[0])
	must(err)
	verifiers := []note.Verifier{log}
	for rest := arguments[1:]; len(rest) > 1; rest = rest[2:] {
		key, err := base64.StdEncoding.DecodeString(rest[1])
		must(err)
		verifiers = append(verifiers, witness{rest[0], key})
	}
	bytes, err := io.ReadAll(os.Stdin)
	must(err)
	opened, err := note.Open(bytes, note.VerifierList(verifiers...))
	must(err)
	fmt.Print(opened.Text)
	for _, signature := range opened.Sigs {
		fmt.Println("signed", signature.Name)
	}
	for _, signature := range opened.UnverifiedSigs {
		fmt.Println("unknown", signature.Name)
	}
}

func sign(arguments []string) {
	private, public, err := note.GenerateKey(rand.Reader, arguments[0])
	must(err)
	signer, err := note.NewSigner(private)
	must(err)
	text, err := io.ReadAll(os.Stdin)
	must(err)
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	must(err)
	fmt.Println(public)
	os.Stdout.Write(signed)
}

func hash(text string) tlog.Hash {
	bytes, err := hex.DecodeString(text)
	must(err)
	var out tlog.Hash
	if copy(out[:], bytes) != tlog.HashSize {
		must(fmt.Errorf("not a hash: %s", text))
	}
	return out
}

func hashes(texts []string) []tlog.Hash {
	out := []tlog.Hash{}
	for _, text := range texts {
		out = append(out, hash(text))
	}
	return out
}

func number(text string) int64 {
	out, err := strconv.ParseInt(text, 10, 64)
	must(err)
	return out
}

// inclusion INDEX SIZE LEAF ROOT HASH... or consistency OLD NEW OLD-ROOT NEW-ROOT HASH...
func check() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	count := 0
	for ; lines.Scan(); count++ {
		words := strings.Fields(lines.Text())
		first, second := number(words[1]), number(words[2])
		if words[0] == "inclusion" {
			must(tlog.CheckRecord(hashes(words[5:]), second, hash(words[4]), first, hash(words[3])))
		} else {
			must(tlog.CheckTree(hashes(words[5:]), second, hash(words[4]), first, hash(words[3])))
		}
	}
	must(lines.Err())
	fmt.Println(count, "proofs")
}

type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := []tlog.Hash{}
	for _, index := range indexes {
		out = append(out, s[index])
	}
	return out, nil
}

func say(what string, first, second int64, a, b tlog.Hash, proof []tlog.Hash) {
	fmt.Printf("%s %d %d %x %x", what, first, second, a[:], b[:])
	for _, h := range proof {
		fmt.Printf(" %x", h[:])
	}
	fmt.Println()
}

func prove(arguments []string) {
	size := number(arguments[0])
	var tree stored
	for n := int64(0); n < size; n++ {
		more, err := tlog.StoredHashes(n, []byte(strconv.FormatInt(n, 10)), tree)
		must(err)
		tree = append(tree, more...)
	}
	root, err := tlog.TreeHash(size, tree)
	must(err)
	for n := int64(0); n < size; n++ {
		proof, err := tlog.ProveRecord(size, n, tree)
		must(err)
		say("inclusion", n, size, tlog.RecordHash([]byte(strconv.FormatInt(n, 10))), root, proof)
	}
	for n := int64(1); n <= size; n++ {
		old, err := tlog.TreeHash(n, tree)
		must(err)
		proof, err := tlog.ProveTree(size, n, tree)
		must(err)
		say("consistency", n, size, old, root, proof)
	}
}

func main() {
	switch arguments := os.Args[2:]; os.Args[1] {
	case "verify":
		verify(arguments)
	case "sign":
		sign(arguments)
	case "check":
		check()
	case "prove":
		prove(arguments)
	}
}
