#!/usr/bin/env bash
# All stages of CropVLM in order, from questions to a policy folder; each goes on where it was cut off.
#
#   OUT=runs/mine training/recipes/run.sh
#
# The defaults are the paper's: four data sets, the first half of each for boxes and SFT, the second for GRPO. Downloads
# what TASKS, TEACHER, MODEL and the recipes name, and nothing else. Environment:
#   OUT      where everything goes
#   TASKS    question files or tasks by name               TEACHER  policy that proposes the boxes, and in which
#   MODEL    checkpoint the policy starts from             GRAMMAR  grammar it writes them
#   SFT, GRPO  recipes                                     LIMIT    at most so many questions of each task
#   LAUNCH   e.g. "accelerate launch --multi_gpu --num_processes 8 -m"
#   FACTS    what the card must say (training.vlm.export); without it nothing is exported
#   EVAL     recipe of training.evaluation.run, say paper-eval.yaml; without it nothing is compared
set -euo pipefail
cd "$(dirname "$0")/../.."

OUT=${OUT:-runs/cropvlm}
TASKS=${TASKS:-textvqa docvqa infographicvqa stvqa}
TEACHER=${TEACHER:-Qwen/Qwen2.5-VL-7B-Instruct}
GRAMMAR=${GRAMMAR-pixels}
MODEL=${MODEL:-HuggingFaceTB/SmolVLM-256M-Instruct}
SFT=${SFT:-training/recipes/paper-sft.yaml}
GRPO=${GRPO:-training/recipes/paper-grpo.yaml}
LAUNCH=${LAUNCH:-python -m}

mkdir -p "$OUT/data"
label=(python -m training.vlm.label --data $TASKS --images "$OUT/data/images")
label+=(${LIMIT:+--limit "$LIMIT"})
test -f "$OUT/data/sft.jsonl" || "${label[@]}" --part first-half --policy "$TEACHER" \
    ${GRAMMAR:+--grammar "$GRAMMAR"} --out "$OUT/data/sft.jsonl"
test -f "$OUT/data/grpo.jsonl" || "${label[@]}" --part second-half --policy none --out "$OUT/data/grpo.jsonl"

test -f "$OUT/sft/final/policy.json" ||
    $LAUNCH training.vlm.sft --config "$SFT" --model "$MODEL" --data "$OUT/data/sft.jsonl" --out "$OUT/sft"
test -f "$OUT/grpo/final/policy.json" ||
    $LAUNCH training.vlm.grpo --config "$GRPO" --model "$OUT/sft/final" --data "$OUT/data/grpo.jsonl" --out "$OUT/grpo"
if test -n "${FACTS:-}"; then
    python -m training.vlm.export --policy "$OUT/grpo/final" --facts "$FACTS" --out "$OUT/policy"
fi
if test -n "${EVAL:-}"; then
    python -m training.evaluation.run --config "$EVAL" --out "$OUT/eval"
fi
