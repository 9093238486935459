// What the scripts share: hex, and one JSON request in, one JSON answer out.
import { readFileSync } from 'node:fs';

export const hex = (data) => Buffer.from(data).toString('hex');
export const bytes = (text) => new Uint8Array(Buffer.from(text, 'hex'));

export async function answer(operations) {
  const { op, ...request } = JSON.parse(readFileSync(0, 'utf8'));
  process.stdout.write(JSON.stringify(await operations[op](request)));
}
