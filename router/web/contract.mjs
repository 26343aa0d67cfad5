// Makes src/shared/contract.ts: a type for each schema of the OpenAPI document that is read from
// standard input. With --check it fails when the file that is there says something else.

import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import openapiTS, { astToString } from 'openapi-typescript';

const FILE = 'src/shared/contract.ts';
const HEAD = '// Made by `make web` from the contract, /openapi.json (router/gateway/contract.py).\n\n';

const document = JSON.parse(await text(process.stdin));
// The pages name what they read by its schema; the calls themselves would be three times as long.
const nodes = await openapiTS({ ...document, paths: {} }, { rootTypes: true, rootTypesNoSchemaPrefix: true, defaultNonNullable: false });
const made = HEAD + astToString(nodes);
if (!process.argv.includes('--check')) await writeFile(FILE, made);
else if (made !== await readFile(FILE, 'utf8').catch(() => '')) process.exit(1);
