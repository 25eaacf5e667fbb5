// Counts the results files (trx) of a test run: node count.mjs <directory> <exit code of dotnet test>.
// Ends with "N passed, N failed, N skipped", and fails on any failed or skipped test and on a test project without results.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

const [directory, exitCode] = process.argv.slice(2);
const counts = { passed: 0, failed: 0, skipped: 0 };
const problems = [];
const projects = new Map(readdirSync('tests').filter((name) => /\.(Tests|Faults|Fuzz)$/.test(name)).map((name) => [name.toLowerCase(), 0]));
if (exitCode !== '0') problems.push(`dotnet test ended with ${exitCode}`);

const files = readdirSync(directory, { recursive: true }).filter((name) => name.endsWith('.trx') && statSync(join(directory, name)).isFile());
for (const file of files) {
  const text = readFileSync(join(directory, file), 'utf8');
  for (const [tag] of text.matchAll(/<UnitTestResult\b[^>]*>/g)) {
    const outcome = attribute(tag, 'outcome');
    const kind = outcome === 'Passed' ? 'passed' : outcome === 'NotExecuted' ? 'skipped' : 'failed';
    counts[kind]++;
    if (kind !== 'passed') problems.push(`${kind}: ${attribute(tag, 'testName')}`);
  }
  for (const [tag] of text.matchAll(/<UnitTest\b[^>]*>/g)) {
    const project = basename(attribute(tag, 'storage').replaceAll('\\', '/'), '.dll').toLowerCase();
    projects.set(project, (projects.get(project) ?? 0) + 1);
  }
}
for (const [project, tests] of projects) {
  console.log(`${String(tests).padStart(6)}  ${project}`);
  if (tests === 0) problems.push(`no results from ${project}`);
}
for (const problem of problems) console.log(problem);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = problems.length > 0 ? 1 : 0;

function attribute(tag, name) {
  return tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '';
}
