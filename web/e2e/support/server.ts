/** Starting and stopping the real binary. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BINARY =
  process.env.VORONKA_BIN ??
  fileURLToPath(new URL('../../../target/debug/voronka', import.meta.url));

/** Making the demo company takes its time in a build without optimisation. */
const READY_MS = 180_000;

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

/** A port that nobody uses: the demo tells its letters where it is reached before it listens. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Starts the server on a free port over an empty data folder and waits for its address. */
export async function startServer(command: 'serve' | 'demo'): Promise<Server> {
  const data = await mkdtemp(path.join(tmpdir(), `voronka-e2e-${command}-`));
  const child = spawn(BINARY, [command, '--port', String(await freePort()), '--data', data], {
    env: { ...process.env, DATABASE_URL: undefined, VORONKA_DATA: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let stopping = false;
  child.once('exit', (code, signal) => {
    // Without this line a server that died looks like eighty broken pages.
    if (!stopping) process.stderr.write(`\n${BINARY} ended with ${code ?? signal}\n`);
  });
  const stop = async () => {
    stopping = true;
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 8_000);
    await ended;
    clearTimeout(late);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { url: await address(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`${BINARY}: ${why}\n${said}`));
    const late = setTimeout(() => fail('did not say its address'), READY_MS);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /Voronka: (http:\/\/\S+)/.exec(said)?.[1];
      if (!url) return;
      clearTimeout(late);
      resolve(url);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(`ended with ${code}`);
    });
  });
}
