// A witness (C2SP tlog-witness, tlog-cosignature) made of Go's own packages, without its web server: what is sent to add-checkpoint comes in on
// standard input, and the status and the body of the answer go out.
//
// Arguments: a file for what it has seen last, the log's verifier key, its own name, its seed in hex. With "key" for the file it says its verifier key.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// cosigner signs notes as tlog-cosignature v1 says; the note package does the rest.
type cosigner struct {
	name string
	key  ed25519.PrivateKey
}

func (c cosigner) public() []byte { return append([]byte{4}, c.key.Public().(ed25519.PublicKey)...) }

func (c cosigner) Name() string { return c.name }

func (c cosigner) KeyHash() uint32 {
	hash := sha256.Sum256(append([]byte(c.name+"\n"), c.public()...))
	return binary.BigEndian.Uint32(hash[:])
}

func (c cosigner) Sign(text []byte) ([]byte, error) {
	now := uint64(time.Now().Unix())
	signed := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", now)), text...)
	return append(binary.BigEndian.AppendUint64(nil, now), ed25519.Sign(c.key, signed)...), nil
}

func main() {
	seed, err := hex.DecodeString(os.Args[4])
	if err != nil {
		panic(err)
	}
	witness := cosigner{os.Args[3], ed25519.NewKeyFromSeed(seed)}
	if os.Args[1] == "key" {
		fmt.Printf("%s+%08x+%s", witness.name, witness.KeyHash(), base64.StdEncoding.EncodeToString(witness.public()))
		return
	}
	body, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	status, answer := add(witness, os.Args[1], os.Args[2], body)
	fmt.Printf("%d\n%s", status, answer)
}

func add(witness cosigner, file, vkey string, body []byte) (status int, answer string) {
	head, signed, found := bytes.Cut(body, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || !strings.HasPrefix(lines[0], "old ") || len(lines) > 64 {
		return 400, "malformed"
	}
	old, err := strconv.ParseInt(lines[0][4:], 10, 64)
	if err != nil || lines[0][4:] != strconv.FormatInt(old, 10) {
		return 400, "malformed old size"
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		panic(err)
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return 403, err.Error()
	}
	tree, err := checkpoint(opened.Text)
	if err != nil || old > tree.N {
		return 400, "malformed checkpoint"
	}
	var seen tlog.Tree
	if text, err := os.ReadFile(file); err == nil {
		if seen, err = checkpoint(string(text)); err != nil {
			panic(err)
		}
	}
	if old != seen.N || old == tree.N && old > 0 && tree.Hash != seen.Hash {
		return 409, fmt.Sprintf("%d\n", seen.N)
	}
	var path tlog.TreeProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 400, "malformed hash"
		}
		path = append(path, hash)
	}
	if old == 0 && len(path) > 0 {
		return 422, "nothing needs no proof"
	}
	if old > 0 {
		if err := tlog.CheckTree(path, tree.N, tree.Hash, old, seen.Hash); err != nil {
			return 422, err.Error()
		}
	}
	if err := os.WriteFile(file, []byte(opened.Text), 0o600); err != nil {
		panic(err)
	}
	cosigned, err := note.Sign(&note.Note{Text: opened.Text}, witness)
	if err != nil {
		panic(err)
	}
	return 200, string(cosigned[len(opened.Text)+1:])
}

func checkpoint(text string) (tree tlog.Tree, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return tree, fmt.Errorf("no checkpoint: %q", text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}
