"""The reward model and the policy of notebook 07 in PyTorch, as its original has them; prints timings as one line of JSON.

    python bench/seed_example.py [--what single|batch|all]

`single` takes one step per pair (2000 steps), `batch` one step on all ten pairs (200 steps), `all` is the whole notebook: single-pair
training, scores, policy. Times are seconds inside of the process, after imports.
"""

import argparse
import json
import time

import torch
import torch.nn.functional as F
from torch import nn, optim

IDS = [10, 11, 12, 13, 14]
PAIRS = [(2, 0), (2, 1), (2, 4), (2, 3), (0, 1), (0, 4), (0, 3), (1, 4), (1, 3), (4, 3)]


class RewardModel(nn.Module):
    def __init__(self, vocabulary_size, embedding_size):
        super().__init__()
        self.embeddings = nn.Embedding(vocabulary_size, embedding_size)
        self.linear = nn.Linear(embedding_size, 1)

    def forward(self, ids):
        return self.linear(self.embeddings(ids))


def train_single_pairs(model, epochs=200):
    optimiser = optim.Adam(model.parameters(), lr=0.01)
    loss_function = nn.MarginRankingLoss(margin=0.1)
    for _ in range(epochs):
        total_loss = 0.0
        for better, worse in PAIRS:
            better_score = model(torch.LongTensor([IDS[better]]))
            worse_score = model(torch.LongTensor([IDS[worse]]))
            loss = loss_function(better_score, worse_score, torch.ones(better_score.shape))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total_loss += loss.item()
    return total_loss


def train_all_pairs(model, epochs=200):
    optimiser = optim.Adam(model.parameters(), lr=0.01)
    loss_function = nn.MarginRankingLoss(margin=0.1)
    better = torch.LongTensor([IDS[b] for b, _ in PAIRS])
    worse = torch.LongTensor([IDS[w] for _, w in PAIRS])
    target = torch.ones(len(PAIRS), 1)
    for _ in range(epochs):
        loss = loss_function(model(better), model(worse), target)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss.item()


def train_policy(scores, steps=100):
    logits = nn.Parameter(torch.zeros(len(scores)))
    optimiser = optim.Adam([logits], lr=0.01)
    rewards = torch.tensor(scores)
    for _ in range(steps):
        loss = -(F.softmax(logits, -1) * rewards).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return F.softmax(logits, -1).tolist()


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--what", choices=["single", "batch", "all"], default="all")
    what = parser.parse_args().what
    torch.manual_seed(42)
    model = RewardModel(100, 8)
    result = {"threads": torch.get_num_threads(), "torch": torch.__version__}
    if what in ("single", "all"):
        result["single"], _ = timed(lambda: train_single_pairs(model))
    if what == "batch":
        result["batch"], _ = timed(lambda: train_all_pairs(model))
    with torch.no_grad():
        scores = [model(torch.LongTensor([i])).item() for i in IDS]
    result["scores"] = scores
    if what == "all":
        result["policy"], result["probabilities"] = timed(lambda: train_policy(scores))
    print(json.dumps(result))


main()
