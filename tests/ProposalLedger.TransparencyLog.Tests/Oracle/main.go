// Verifies a log in C2SP's tile format with Go's own packages, which share no code with ours.
//
// Arguments: a directory, and the verifier key. The directory holds what a server serves below /log (checkpoint, tile/...), and proofs.json:
// inclusion and consistency proofs as our code made them. Each is verified, and compared with the one that Go makes from the tiles.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proofs struct {
	Inclusion []struct {
		Index int64
		Path  []string
	}
	Consistency []struct {
		Older int64
		Root  string
		Path  []string
	}
}

func main() {
	checks, err := verify(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("verified:", checks)
}

func verify(dir, vkey string) (checks int, err error) {
	tree, err := openCheckpoint(dir, vkey)
	if err != nil {
		return 0, err
	}
	if tree.N == 0 {
		if tree.Hash != sha256.Sum256(nil) {
			return 0, fmt.Errorf("root of the empty log is %v", tree.Hash)
		}
		return 1, nil
	}
	reader := tlog.TileHashReader(tree, files{dir}) // checks each tile against the root
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return 0, fmt.Errorf("tiles: %w", err)
	}
	if root != tree.Hash {
		return 0, fmt.Errorf("tiles amount to root %v, checkpoint says %v", root, tree.Hash)
	}
	leaves, err := checkEntries(dir, tree, reader)
	if err != nil {
		return 0, err
	}
	checks = 1 + len(leaves)
	var given proofs
	text, err := os.ReadFile(filepath.Join(dir, "proofs.json"))
	if err == nil {
		err = json.Unmarshal(text, &given)
	}
	if err != nil {
		return 0, err
	}
	for _, p := range given.Inclusion {
		path, err := hashes(p.Path)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckRecord(path, tree.N, tree.Hash, p.Index, leaves[p.Index]); err != nil {
			return 0, fmt.Errorf("inclusion of %d: %w", p.Index, err)
		}
		own, err := tlog.ProveRecord(tree.N, p.Index, reader)
		if err != nil || !same(own, path) {
			return 0, fmt.Errorf("inclusion of %d differs from Go's: %v", p.Index, err)
		}
		checks += 2
	}
	for _, p := range given.Consistency {
		path, err := hashes(p.Path)
		if err != nil {
			return 0, err
		}
		older, err := tlog.ParseHash(p.Root)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(path, tree.N, tree.Hash, p.Older, older); err != nil {
			return 0, fmt.Errorf("consistency with %d: %w", p.Older, err)
		}
		own, err := tlog.ProveTree(tree.N, p.Older, reader)
		if err != nil || !same(own, path) {
			return 0, fmt.Errorf("consistency with %d differs from Go's: %v", p.Older, err)
		}
		checks += 2
	}
	return checks, nil
}

func openCheckpoint(dir, vkey string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("checkpoint's text is %q", opened.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

// Every entry hashes to its leaf.
func checkEntries(dir string, tree tlog.Tree, reader tlog.HashReader) (leaves []tlog.Hash, err error) {
	for first := int64(0); first < tree.N; first += 256 {
		width := tree.N - first
		if width > 256 {
			width = 256
		}
		tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}
		bundle, err := os.ReadFile(filepath.Join(dir, "tile", "entries", strings.TrimPrefix(tile.Path(), "tile/8/0/")))
		if err != nil {
			return nil, err
		}
		var indexes []int64
		for n := first; n < first+width; n++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, n))
		}
		inTree, err := reader.ReadHashes(indexes)
		if err != nil {
			return nil, err
		}
		for n := int64(0); n < width; n++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return nil, fmt.Errorf("entry %d is cut off", first+n)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:end]) != inTree[n] {
				return nil, fmt.Errorf("entry %d is not the one that was hashed", first+n)
			}
			bundle = bundle[end:]
		}
		if len(bundle) != 0 {
			return nil, fmt.Errorf("bundle of entry %d is too long", first)
		}
		leaves = append(leaves, inTree...)
	}
	return leaves, nil
}

type files struct{ dir string }

func (f files) Height() int { return 8 }

func (f files) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		bytes, err := os.ReadFile(filepath.Join(f.dir, "tile", strings.TrimPrefix(tile.Path(), "tile/8/")))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func hashes(texts []string) (path []tlog.Hash, err error) {
	for _, text := range texts {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return nil, err
		}
		path = append(path, hash)
	}
	return path, nil
}

func same(a, b []tlog.Hash) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
