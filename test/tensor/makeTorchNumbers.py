"""PyTorch's numbers for the tests in this folder, beyond those in test/fixtures.

usage: python makeTorchNumbers.py   (PyTorch 2.13; writes torchGenerator.json and torchAdam.json beside itself)
"""
import json
import os

import torch

here = os.path.dirname(os.path.abspath(__file__))


def seeded(seed):
    generator = torch.Generator()
    generator.manual_seed(seed)
    return generator


def write(name, value):
    with open(os.path.join(here, name), "w") as file:
        json.dump(dict(note=f"PyTorch {torch.__version__}, made by makeTorchNumbers.py", **value), file)
        file.write("\n")


def integers(low, high):
    return dict(low=str(low), high=str(high), values=[str(v) for v in torch.randint(low, high, (5,), generator=seeded(3)).tolist()])


mixed = seeded(4)
weights = torch.rand(50, generator=seeded(1))
drawn = seeded(2)
write("torchGenerator.json", dict(
    seeds=[dict(seed=str(s), rand=torch.rand(3, generator=seeded(s)).tolist()) for s in (-1, -5, 2**32 + 7, 2**64 - 1, 2**63, -(2**63), 5489)],
    randint=[integers(0, 2**28 - 1), integers(0, 2**28), integers(-5, 2**28 + 1), integers(-(2**31), 2**31)],
    randint64=[integers(0, 2**28 - 1), integers(-(2**33), 2**40 + 12345), integers(-(2**63), 2**63 - 1)],
    randnMixed=[torch.randn(n, generator=mixed).tolist() for n in (7, 3, 17, 2, 1, 32, 4)],
    randn1003Tail=torch.randn(1003, generator=seeded(6))[-20:].tolist(),
    uniform=dict(low=-0.35355339059327373, high=0.35355339059327373, values=torch.empty(40).uniform_(-0.35355339059327373, 0.35355339059327373, generator=seeded(5)).tolist()),
    multinomial=dict(weights=weights.tolist(), drawn=torch.multinomial(weights, 40, replacement=True, generator=drawn).tolist(), randAfterwards=torch.rand(2, generator=drawn).tolist()),
    randpermTail=torch.randperm(5000, generator=seeded(9))[-10:].tolist(),
))


def trajectory(make, schedule=None):
    torch.manual_seed(8)
    w = torch.randn(4, 3)
    a, y = torch.randn(5, 4), torch.randn(5, 3)
    p = torch.nn.Parameter(w.clone())
    optimiser = make([p])
    steps = []
    for i in range(10):
        if schedule:
            optimiser.param_groups[0]["lr"] = schedule[i]
        optimiser.zero_grad()
        loss = ((a @ p - y) ** 2).mean()
        loss.backward()
        optimiser.step()
        steps.append(dict(loss=loss.item(), weight=p.flatten().tolist()))
    return dict(w=w.flatten().tolist(), a=a.flatten().tolist(), y=y.flatten().tolist(), steps=steps)


schedule = [0.05, 0.04, 0.1, 0.02, 0.02, 0.01, 0.05, 0.005, 0.001, 0.0]
g = [torch.randn(3, 2, generator=seeded(1)), torch.randn(4, generator=seeded(2))]
clipped = []
for limit in (0.5, 100.0):
    ps = [torch.nn.Parameter(torch.zeros_like(x)) for x in g]
    for p, x in zip(ps, g):
        p.grad = x.clone()
    norm = torch.nn.utils.clip_grad_norm_(ps, limit)
    clipped.append(dict(maxNorm=limit, norm=norm.item(), gradients=[p.grad.flatten().tolist() for p in ps]))
write("torchAdam.json", dict(
    cases=[
        dict(name="Adam", options=dict(learningRate=0.05), **trajectory(lambda p: torch.optim.Adam(p, lr=0.05))),
        dict(name="Adam with an L2 penalty", options=dict(learningRate=0.05, l2WeightDecay=0.3), **trajectory(lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.3))),
        dict(name="Adam with a large epsilon", options=dict(learningRate=0.05, epsilon=0.1, beta2=0.9), **trajectory(lambda p: torch.optim.Adam(p, lr=0.05, eps=0.1, betas=(0.9, 0.9)))),
        dict(name="AdamW with a schedule", options=dict(learningRate=0.05, weightDecay=0.2), schedule=schedule, **trajectory(lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.2), schedule)),
    ],
    clipping=dict(gradients=[x.flatten().tolist() for x in g], cases=clipped),
))
