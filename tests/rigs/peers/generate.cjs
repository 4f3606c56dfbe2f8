// SPDX-License-Identifier: Apache-2.0
// receiptline as a generator: {"command": …, "markdown": …} on standard input, the printer's bytes in hexadecimal out.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');

const receiptline = createRequire(process.argv[2] + '/')('receiptline');
const { command, markdown } = JSON.parse(readFileSync(0, 'utf8'));
const printer = { command, encoding: 'gb18030', cpl: 48, cutting: true };
process.stdout.write(Buffer.from(receiptline.transform(markdown, printer), 'binary').toString('hex'));
