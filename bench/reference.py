"""Makes a folder of reference numbers with PyTorch, for `npm run parity -- FOLDER`.

    python bench/reference.py FOLDER --seed 7 [--skip-gpt2]

Writes losses.json, torch-rng.json, adamw.json, seed-notebook.json and, unless skipped, tiny-gpt2/ (which needs transformers and
safetensors). The numbers of losses.json are computed in float64, everything else in PyTorch's float32. Any seed gives other
inputs in the same format, so that agreement can be checked on numbers which nobody has tuned for.
"""

import argparse
import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

# Inputs that a loss treats as constants: no gradient is recorded for them.
CONSTANTS = {
    "mask", "advantages", "margins", "oldLogProbs", "referenceLogProbs", "referenceChosenLogProbs",
    "referenceRejectedLogProbs", "oldValues", "returns", "rewards",
}


class Draws:
    """Float64 random tensors from one seeded stream."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape):
        return torch.randn(*shape, generator=self.generator, dtype=torch.float64)

    def uniform(self, *shape):
        return torch.rand(*shape, generator=self.generator, dtype=torch.float64)


def loss_case(name, formula, params, inputs, loss):
    """Evaluates `loss(**inputs)` and its gradients by autograd."""
    leaves = {key: value.clone().requires_grad_(key not in CONSTANTS) for key, value in inputs.items()}
    result = loss(**leaves)
    result.backward()
    return {
        "name": name,
        "formula": formula,
        "params": params,
        "inputs": {key: value.tolist() for key, value in inputs.items()},
        "loss": result.item(),
        "gradients": {key: leaf.grad.tolist() for key, leaf in leaves.items() if leaf.grad is not None},
    }


def masked_mean(x, mask):
    return (x * mask).sum() / mask.sum()


# ---- reward losses


def reward_cases(draws, pairs=6):
    def bradley_terry(better, worse, margins=0.0):
        return -F.logsigmoid(better - worse - margins).mean()

    yield loss_case(
        "marginRanking", "mean(max(0, margin - (better - worse))), as torch.nn.MarginRankingLoss with target 1", {"margin": 0.1},
        {"better": draws.normal(pairs) * 0.2, "worse": draws.normal(pairs) * 0.2},
        lambda better, worse: F.margin_ranking_loss(better, worse, torch.ones_like(better), margin=0.1),
    )
    yield loss_case(
        "bradleyTerry", "mean(-logsigmoid(better - worse))", {},
        {"better": draws.normal(pairs), "worse": draws.normal(pairs)}, bradley_terry,
    )
    yield loss_case(
        "bradleyTerryWithMargin", "mean(-logsigmoid(better - worse - margins)), Llama-2 margins", {},
        {"better": draws.normal(pairs), "worse": draws.normal(pairs), "margins": draws.uniform(pairs)}, bradley_terry,
    )
    yield loss_case(
        "bradleyTerryCentred", "mean(-logsigmoid(better - worse)) + c * mean((better + worse)^2)", {"centering": 0.01},
        {"better": draws.normal(pairs), "worse": draws.normal(pairs)},
        lambda better, worse: bradley_terry(better, worse) + 0.01 * (better + worse).square().mean(),
    )

    def plackett_luce(scores):
        left = scores.flip(1).logcumsumexp(1).flip(1)  # log of the summed strengths of what is left at each choice
        return (left - scores).sum(1).mean()

    yield loss_case(
        "plackettLuce", "mean over rows of -sum_i [ s_i - logsumexp(s_i..s_K) ]; scores sorted best to worst in each row", {},
        {"scores": draws.normal(3, 5)}, plackett_luce,
    )


# ---- direct preference losses


def preference_cases(draws, pairs=6):
    sequence = lambda: -draws.uniform(pairs) * 8 - 1
    log_probs = {
        key: sequence()
        for key in ("chosenLogProbs", "rejectedLogProbs", "referenceChosenLogProbs", "referenceRejectedLogProbs")
    }

    def on_margin(of_margin):
        def loss(chosenLogProbs, rejectedLogProbs, referenceChosenLogProbs, referenceRejectedLogProbs):
            return of_margin((chosenLogProbs - referenceChosenLogProbs) - (rejectedLogProbs - referenceRejectedLogProbs)).mean()

        return loss

    right, wrong = (lambda x: -F.logsigmoid(x)), (lambda x: -F.logsigmoid(-x))
    for name, formula, params, of_margin in (
        ("dpo", "mean(-logsigmoid(beta*delta)), delta=(chosen-refChosen)-(rejected-refRejected), sequence log-probabilities",
         {"beta": 0.1}, lambda d: right(0.1 * d)),
        ("cdpo", "label smoothing e: -(1-e)*logsigmoid(beta*delta) - e*logsigmoid(-beta*delta)",
         {"beta": 0.3, "labelSmoothing": 0.1}, lambda d: 0.9 * right(0.3 * d) + 0.1 * wrong(0.3 * d)),
        ("robustDpo", "TRL robust: (-(1-e)*logsigmoid(b*d) + e*logsigmoid(-b*d)) / (1-2e)",
         {"beta": 0.3, "labelSmoothing": 0.1}, lambda d: (0.9 * right(0.3 * d) - 0.1 * wrong(0.3 * d)) / 0.8),
        ("ipo", "mean((delta - 1/(2*beta))^2) on per-token averaged log-ratios (inputs are already averaged)",
         {"beta": 0.2}, lambda d: (d - 1 / 0.4).square()),
        ("hingeDpo", "mean(relu(1 - beta*delta))", {"beta": 0.5}, lambda d: F.relu(1 - 0.5 * d)),
    ):
        yield loss_case(name, formula, params, log_probs, on_margin(of_margin))

    yield loss_case(
        "simpo", "mean(-logsigmoid(beta*(chosenAvg-rejectedAvg) - gamma)), length-averaged log-probabilities, no reference",
        {"beta": 2.0, "gamma": 0.5},
        {"chosenLogProbs": -draws.uniform(pairs) * 3, "rejectedLogProbs": -draws.uniform(pairs) * 3},
        lambda chosenLogProbs, rejectedLogProbs: right(2 * (chosenLogProbs - rejectedLogProbs) - 0.5).mean(),
    )

    def orpo(chosenLogProbs, rejectedLogProbs):
        log_odds = lambda c: c - torch.log1p(-c.exp())
        return -chosenLogProbs.mean() + 0.1 * right(log_odds(chosenLogProbs) - log_odds(rejectedLogProbs)).mean()

    yield loss_case(
        "orpo",
        "mean(-chosenAvg) - beta*mean(logsigmoid(logOdds)), logOdds=(c-r)-(log1p(-exp(c))-log1p(-exp(r))), length-averaged",
        {"beta": 0.1},
        {"chosenLogProbs": -draws.uniform(pairs) * 3 - 0.05, "rejectedLogProbs": -draws.uniform(pairs) * 3 - 0.05}, orpo,
    )

    desirable = torch.tensor([True, True, False, True, False, False])

    def kto(logProbs, referenceLogProbs):
        ahead = 0.1 * (logProbs - referenceLogProbs - 0.15)
        return torch.where(desirable, 1 - ahead.sigmoid(), 1.5 * (1 - (-ahead).sigmoid())).mean()

    yield loss_case(
        "kto",
        "desirable: wD*(1-sigmoid(beta*(r-z))); undesirable: wU*(1-sigmoid(beta*(z-r))); r=log ratio, z=KL reference point (constant)",
        {"beta": 0.1, "desirableWeight": 1.0, "undesirableWeight": 1.5, "klReference": 0.15, "desirable": desirable.tolist()},
        {"logProbs": sequence(), "referenceLogProbs": sequence()}, kto,
    )


# ---- policy losses


def token_batch(draws, time=5):
    """Three answers of up to five tokens: mask and log-probabilities of policy, old policy and reference."""
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0], [1, 1, 1, 1, 0]], dtype=torch.float64)
    log_probs = -draws.uniform(3, time) * 3
    return {
        "mask": mask,
        "logProbs": log_probs,
        "oldLogProbs": log_probs + draws.normal(3, time) * 0.3,
        "referenceLogProbs": log_probs + draws.normal(3, time) * 0.3,
    }


def ppo_cases(draws, batch):
    shape = batch["mask"].shape

    def policy(logProbs, oldLogProbs, advantages, mask):
        ratio = (logProbs - oldLogProbs).exp()
        return masked_mean(torch.max(-advantages * ratio, -advantages * ratio.clamp(0.8, 1.2)), mask)

    def value(newValues, oldValues, returns, mask):
        clipped = torch.max(torch.min(newValues, oldValues + 0.2), oldValues - 0.2)
        return 0.5 * masked_mean(torch.max((newValues - returns).square(), (clipped - returns).square()), mask)

    yield loss_case(
        "ppoPolicy", "masked mean of max(-A*ratio, -A*clip(ratio,1-e,1+e))", {"clipRange": 0.2},
        {"logProbs": batch["logProbs"], "oldLogProbs": batch["oldLogProbs"], "advantages": draws.normal(*shape), "mask": batch["mask"]},
        policy,
    )
    yield loss_case(
        "ppoValue", "0.5 * masked mean of max((v-ret)^2, (clip(v,old-c,old+c)-ret)^2)", {"clipRange": 0.2},
        {"newValues": draws.normal(*shape), "oldValues": draws.normal(*shape) * 0.3, "returns": draws.normal(*shape),
         "mask": batch["mask"]},
        value,
    )


def categorical_cases(draws):
    yield loss_case(
        "entropy", "mean over rows of -sum p log p of softmax(logits)", {}, {"logits": draws.normal(4, 7)},
        lambda logits: -(logits.softmax(-1) * logits.log_softmax(-1)).sum(-1).mean(),
    )
    yield loss_case(
        "expectedReward", "-sum_i softmax(logits)_i * rewards_i (the seed notebook's policy loss)", {},
        {"logits": draws.normal(5), "rewards": draws.normal(5)},
        lambda logits, rewards: -(logits.softmax(-1) * rewards).sum(),
    )

    def regularised(logits, rewards, referenceLogProbs):
        p, divergence = logits.softmax(-1), logits.log_softmax(-1) - referenceLogProbs.log_softmax(-1)
        return -((p * rewards).sum() - 0.4 * (p * divergence).sum())

    yield loss_case(
        "klRegularisedReward",
        "-(sum_i p_i*r_i - beta * sum_i p_i*(log p_i - log q_i)), p=softmax(logits), q=softmax(referenceLogProbs)", {"beta": 0.4},
        {"logits": draws.normal(5), "rewards": draws.normal(5), "referenceLogProbs": draws.normal(5)}, regularised,
    )


def grpo_cases(draws, batch):
    inputs = {key: batch[key] for key in ("logProbs", "oldLogProbs", "referenceLogProbs")}
    inputs |= {"advantages": draws.normal(3), "mask": batch["mask"]}
    rows, time = batch["mask"].shape
    reductions = {
        "grpo": ("mean over sequences of the mean over tokens", lambda x, mask: ((x * mask).sum(1) / mask.sum(1)).mean()),
        "bnpo": ("sum over all tokens / number of tokens in the batch", masked_mean),
        "drGrpo": ("sum over all tokens / (batch * maxLength)", lambda x, mask: (x * mask).sum() / (rows * time)),
    }
    for name, (words, reduce) in reductions.items():

        def loss(logProbs, oldLogProbs, referenceLogProbs, advantages, mask, reduce=reduce):
            ratio, behind = (logProbs - oldLogProbs).exp(), referenceLogProbs - logProbs
            gain = torch.min(ratio * advantages[:, None], ratio.clamp(0.8, 1.2) * advantages[:, None])
            return reduce(0.04 * (behind.exp() - behind - 1) - gain, mask)

        yield loss_case(
            name, f"per token -min(ratio*A, clip(ratio)*A) + beta*k3, k3=exp(ref-lp)-(ref-lp)-1; {words}",
            {"clipRange": 0.2, "beta": 0.04, "maxLength": time}, inputs, loss,
        )


# ---- values without gradients


def plain_values(draws, batch):
    mask, (rows, time) = batch["mask"], batch["mask"].shape
    rewards = draws.normal(2, 4)
    centred = rewards - rewards.mean(1, keepdim=True)
    others = (rewards.sum(1, keepdim=True) - rewards) / (rewards.shape[1] - 1)
    values = {
        "grpoAdvantages": {
            "formula": "(r-mean)/(std+1e-4), std unbiased, per group (row)", "rewards": rewards.tolist(),
            "out": (centred / (rewards.std(1, keepdim=True) + 1e-4)).tolist()},
        "rlooAdvantages": {
            "formula": "r_i - mean of the other rewards of its group (row)", "rewards": rewards.tolist(),
            "out": (rewards - others).tolist()},
    }

    step_rewards, step_values, gamma, lambda_ = draws.normal(rows, time) * mask, draws.normal(rows, time) * mask, 0.98, 0.95
    after = torch.cat([step_values[:, 1:], torch.zeros(rows, 1, dtype=torch.float64)], 1)
    errors = step_rewards + gamma * after - step_values
    discounts = torch.tensor([[(gamma * lambda_) ** (s - t) if s >= t else 0.0 for t in range(time)] for s in range(time)],
                             dtype=torch.float64)
    advantages = errors @ discounts
    values["gae"] = {
        "formula": "delta_t = r_t + gamma*V_{t+1} - V_t; A_t = delta_t + gamma*lambda*A_{t+1}; V after the end = 0; masked positions hold 0",
        "gamma": gamma, "lambda_": lambda_, "rewards": step_rewards.tolist(), "values": step_values.tolist(),
        "advantages": advantages.tolist(), "returns": (advantages + step_values).tolist()}

    x = draws.normal(rows, time)
    kept = x[mask.bool()]
    values["maskedWhiten"] = {
        "formula": "(x-mean)*rsqrt(var+1e-8), masked mean and unbiased masked variance", "x": x.tolist(), "mask": mask.tolist(),
        "out": ((x - kept.mean()) / (kept.var() + 1e-8).sqrt()).tolist()}

    behind = batch["referenceLogProbs"] - batch["logProbs"]
    values["klEstimators"] = {
        "formula": "k1=lp-ref; k2=(lp-ref)^2/2; k3=exp(ref-lp)-(ref-lp)-1 (per token)",
        "logProbs": batch["logProbs"].tolist(), "referenceLogProbs": batch["referenceLogProbs"].tolist(),
        "k1": (-behind).tolist(), "k2": (behind.square() / 2).tolist(), "k3": (behind.expm1() - behind).tolist()}

    reference, answer_rewards, beta = draws.normal(5).softmax(-1), draws.normal(5), 0.5
    tilted = reference.log() + answer_rewards / beta
    values["klRegularisedOptimum"] = {
        "formula": "argmax_p E_p[r] - beta*KL(p||q): p* = q*exp(r/beta)/Z", "beta": beta, "reference": reference.tolist(),
        "rewards": answer_rewards.tolist(), "optimum": tilted.softmax(-1).tolist(), "value": beta * tilted.logsumexp(-1).item()}

    counts = [1, 2, 4, 16, 64, 256]
    values["bestOfN"] = {
        "formula": "KL(best-of-n || reference) upper bound = log n - (n-1)/n", "n": counts,
        "kl": [math.log(n) - (n - 1) / n for n in counts]}
    return values


def losses(seed):
    draws = Draws(seed)
    cases = [*reward_cases(draws), *preference_cases(draws)]
    batch = token_batch(draws)
    cases += [*ppo_cases(draws, batch), *categorical_cases(draws), *grpo_cases(draws, batch)]
    note = f'Made with PyTorch {torch.__version__}, float64. "gradients" are d(loss)/d(input). Tolerance for float32: 1e-5 relative.'
    return {"note": note, "losses": cases, "values": plain_values(draws, batch)}


# ---- PyTorch's generator and optimiser


def random_numbers(seed):
    def linear():
        layer = nn.Linear(8, 3)
        return {"weight": layer.weight.tolist(), "bias": layer.bias.tolist()}

    draws = {
        "rand_5": lambda: torch.rand(5).tolist(),
        "rand_40": lambda: torch.rand(40).tolist(),
        "randn_5": lambda: torch.randn(5).tolist(),
        "randn_16": lambda: torch.randn(16).tolist(),
        "randn_37": lambda: torch.randn(37).tolist(),
        "randn_5_then_rand_3_then_randn_20": lambda: [torch.randn(5).tolist(), torch.rand(3).tolist(), torch.randn(20).tolist()],
        "randint_0_100_x10": lambda: torch.randint(0, 100, (10,)).tolist(),
        "randperm_12": lambda: torch.randperm(12).tolist(),
        "linear_8_3": linear,
        "embedding_6_4": lambda: nn.Embedding(6, 4).weight.tolist(),
    }

    def after_seeding(case_seed, draw):
        torch.manual_seed(case_seed)
        return draw()

    note = (f"PyTorch {torch.__version__} CPU generator, float32. rand/randint/randperm must agree exactly (float32); "
            "randn and what is made from it to 1e-6.")
    cases = [{"seed": s} | {name: after_seeding(s, draw) for name, draw in draws.items()} for s in (0, 42, 1234, seed)]
    return {"note": note, "cases": cases}


def adamw(seed):
    torch.manual_seed(seed)
    start, A, y = torch.randn(4, 3), torch.randn(5, 4), torch.randn(5, 3)
    weight, steps = nn.Parameter(start.clone()), []
    optimiser = torch.optim.AdamW([weight], lr=0.05, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
    for _ in range(10):
        optimiser.zero_grad()
        loss = (A @ weight - y).square().mean()
        loss.backward()
        optimiser.step()
        steps.append({"loss": loss.item(), "weight": weight.tolist()})
    return {"note": "AdamW (decoupled weight decay) on mean((A w - y)^2)", "lr": 0.05, "betas": [0.9, 0.95], "eps": 1e-8,
            "weightDecay": 0.1, "w": start.tolist(), "A": A.tolist(), "y": y.tolist(), "steps": steps}


# ---- the course's first notebook


class RewardModel(nn.Module):
    def __init__(self, vocabulary, width):
        super().__init__()
        self.embeddings = nn.Embedding(vocabulary, width)
        self.linear = nn.Linear(width, 1)

    def forward(self, ids):
        return self.linear(self.embeddings(ids))

    def weights(self):
        return {name: value.tolist() for name, value in self.state_dict().items()}


def train_reward_model(model, pairs, ids, margin, epochs):
    """One Adam step per pair; returns each epoch's summed loss and the final score of every answer."""
    optimiser, loss_function, history = torch.optim.Adam(model.parameters(), lr=0.01), nn.MarginRankingLoss(margin=margin), []
    score = lambda answer: model(torch.LongTensor([ids[answer]]))
    for _ in range(epochs):
        total = 0.0
        for better, worse in pairs:
            better_score, worse_score = score(better), score(worse)
            loss = loss_function(better_score, worse_score, torch.ones_like(better_score))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item()
        history.append(total)
    return history, [score(answer).item() for answer in range(len(ids))]


def printed_losses(history, every):
    return {str(epoch): f"{history[epoch - 1]:.4f}" for epoch in range(every, len(history) + 1, every)}


def three_digits(numbers):
    return [f"{number:.3f}" for number in numbers]


def seed_notebook(seed):
    torch.manual_seed(seed)
    answers = ["Paris", "paris", "The capital of France is Paris.", "I think it might be Berlin?", "Paris, obviously!"]
    pairs = [(2, 0), (2, 1), (2, 4), (2, 3), (0, 1), (0, 4), (0, 3), (1, 4), (1, 3), (4, 3)]
    ids = [10, 11, 12, 13, 14]
    model = RewardModel(100, 8)
    weights = model.weights()
    history, scores = train_reward_model(model, pairs, ids, 0.1, 200)
    example = {"answers": answers, "pairs": pairs, "ids": ids, "margin": 0.1, "learningRate": 0.01, "epochs": 200,
               "initialWeights": weights, "epochLosses": history, "finalScores": scores,
               "printed": {"losses": printed_losses(history, 50), "scores": three_digits(scores)}}

    logits = nn.Parameter(torch.zeros(len(answers)))
    optimiser, rewards = torch.optim.Adam([logits], lr=0.01), torch.tensor(scores)
    for _ in range(100):
        optimiser.zero_grad()
        (-(logits.softmax(-1) * rewards).sum()).backward()
        optimiser.step()
    probabilities = logits.softmax(-1).tolist()
    policy = {"learningRate": 0.01, "epochs": 100, "probabilities": probabilities, "printed": three_digits(probabilities)}

    RewardModel(3, 5)  # the notebook's exercise cell had been run once before the run whose output it shows
    model, pairs = RewardModel(3, 5), [(0, 1), (1, 2), (0, 2)]
    weights = model.weights()
    history, scores = train_reward_model(model, pairs, [0, 1, 2], 0.5, 50)
    exercise = {"pairs": pairs, "margin": 0.5, "learningRate": 0.01, "epochs": 50, "initialWeights": weights,
                "epochLosses": history, "finalScores": scores,
                "printed": {"losses": printed_losses(history, 10), "scores": three_digits(scores)}}
    note = (f"torch.manual_seed({seed}), then RewardModel(100, 8), then MyRewardModel(3, 5) twice: "
            "the second one is the one printed.")
    return {"note": note, "torchVersion": torch.__version__, "example": example, "policy": policy, "exercise": exercise}


# ---- a tiny GPT-2


def write_tiny_gpt2(folder, seed):
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(vocab_size=61, n_positions=24, n_embd=24, n_layer=2, n_head=3, attn_pdrop=0, resid_pdrop=0, embd_pdrop=0,
                        bos_token_id=0, eos_token_id=0)
    torch.manual_seed(seed)
    model = GPT2LMHeadModel(config).eval()
    model.save_pretrained(folder)
    ids = torch.randint(0, config.vocab_size, (2, 17))
    output = model(ids, labels=ids)
    output.loss.backward()
    greedy = model.generate(ids[:1, :5], max_new_tokens=12, do_sample=False, pad_token_id=0)
    write_json(folder / "expected.json", {
        "note": "transformers GPT2LMHeadModel: logits, next-token loss and gradient norms; tolerance 1e-4",
        "inputIds": ids.tolist(), "logits": output.logits.tolist(), "loss": output.loss.item(),
        "gradientNorms": {name: weight.grad.norm().item() for name, weight in model.named_parameters()},
        "greedy": greedy.tolist()})


def write_json(path, content, indent=None):
    path.write_text(json.dumps(content, indent=indent, allow_nan=False) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write; it is made if need be")
    parser.add_argument("--seed", type=int, default=7, help="other seeds give other inputs (default: %(default)s)")
    parser.add_argument("--notebook-seed", type=int, default=42, help="seed of seed-notebook.json (default: the notebook's own, 42)")
    parser.add_argument("--skip-gpt2", action="store_true", help="leave tiny-gpt2/ out (it needs transformers)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    write_json(options.folder / "losses.json", losses(options.seed), indent=1)
    write_json(options.folder / "torch-rng.json", random_numbers(options.seed))
    write_json(options.folder / "adamw.json", adamw(options.seed))
    write_json(options.folder / "seed-notebook.json", seed_notebook(options.notebook_seed))
    if not options.skip_gpt2:
        (options.folder / "tiny-gpt2").mkdir(exist_ok=True)
        write_tiny_gpt2(options.folder / "tiny-gpt2", options.seed)
    print(f"reference numbers from seed {options.seed} are in {options.folder}")


if __name__ == "__main__":
    main()
