// What other programs may use of the booth, and what the interoperation tests hold to Python.

export * from './blindrsa';
export * from './derive';
export * from './device';
export * from './documents';
export * as ed25519 from './ed25519';
export * from './encoding';
export * from './log';
export * from './manifest';
export * from './mine';
export * from './plaintext';
export * from './seal';
export * from './words';
