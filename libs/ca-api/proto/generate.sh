#!/bin/sh
# Writes src/gen/ca.ts from ca.proto. Needs protoc (Debian: protobuf-compiler), npm and the registry; libs/flow/README.md says why
# the generator is no dependency of this workspace.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
generator=$(mktemp -d)
trap 'rm -rf "$generator"' EXIT
npm install --silent --no-save --prefix "$generator" ts-proto@2.18.0

options=esModuleInterop=true,importSuffix=.ts,forceLong=number,oneof=unions-value,enumsAsLiterals=true
options=$options,env=node,useExactTypes=false,unrecognizedEnum=false
options=$options,outputServices=grpc-js,outputJsonMethods=false,outputPartialMethods=false
protoc --plugin=protoc-gen-ts_proto="$generator/node_modules/.bin/protoc-gen-ts_proto" \
  --ts_proto_out="$generator" --ts_proto_opt="$options" --proto_path="$here" ca.proto

# Drops the namespaces of types beside each enum: only erasable syntax is used here.
sed '/^export namespace /,/^}/d' "$generator/ca.ts" > "$here/../src/gen/ca.ts"
