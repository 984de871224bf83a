#!/bin/sh
# generate.sh flow|ca-api: writes the codec in src/gen of that library from its .proto. Needs protoc (Debian: protobuf-compiler), npm
# and the registry; libs/flow/README.md says why the generator is no dependency of this workspace.
set -eu
case "${1-}" in
  flow) proto=flow special=env=browser,outputServices=none ;;
  ca-api) proto=ca special=env=node,outputServices=grpc-js ;;
  *) echo "generate.sh: expected flow or ca-api" >&2; exit 64 ;;
esac
library=$(cd "$(dirname "$0")/../../libs/$1" && pwd)
generator=$(mktemp -d)
trap 'rm -rf "$generator"' EXIT
npm install --silent --no-save --prefix "$generator" ts-proto@2.18.0

options=esModuleInterop=true,importSuffix=.ts,forceLong=number,oneof=unions-value,enumsAsLiterals=true
options=$options,useExactTypes=false,unrecognizedEnum=false,outputJsonMethods=false,outputPartialMethods=false,$special
protoc --plugin=protoc-gen-ts_proto="$generator/node_modules/.bin/protoc-gen-ts_proto" \
  --ts_proto_out="$generator" --ts_proto_opt="$options" --proto_path="$library/proto" "$proto.proto"

# Drops the namespaces of types beside each enum: only erasable syntax is used here.
sed '/^export namespace /,/^}/d' "$generator/$proto.ts" > "$library/src/gen/$proto.ts"
