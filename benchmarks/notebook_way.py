"""How is such a study done in a notebook?

    python benchmarks/notebook_way.py customers.csv FOLDER [--no-pairs]

    python benchmarks/notebook_way.py customers.csv FOLDER --columns Age,Limit,Balance

The published study's steps with pandas, seaborn and scikit-learn: read, histograms, correlation
heatmap, elbow over k = 1…10, standard scaling and k-means at k = 4, means per cluster, pair plot
coloured by cluster with densities on the diagonal, write. As such notebooks are written: nothing
tuned, nothing slowed down. Runs in an environment of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

FEATURES = ["Customer_Age", "Annual_Income", "Credit_Score", "Loan_Amount", "Investment"]


def main(source: Path, folder: Path, features: list[str], *, pairs: bool) -> None:
    """Do the study once."""
    mpl.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    table = pd.read_csv(source)
    print(table.describe())

    table[features].hist(bins=30, figsize=(12, 8))
    _save(folder / "histograms.png")
    plt.figure(figsize=(8, 6))
    sns.heatmap(table[features].corr(), annot=True, cmap="coolwarm")
    _save(folder / "heatmap.png")

    scaled = StandardScaler().fit_transform(table[features])
    inertias = [KMeans(n_clusters=k, random_state=42).fit(scaled).inertia_ for k in range(1, 11)]
    plt.figure(figsize=(8, 5))
    plt.plot(range(1, 11), inertias, marker="o")
    _save(folder / "elbow.png")

    table["Cluster"] = KMeans(n_clusters=4, random_state=42).fit_predict(scaled)
    print(table.groupby("Cluster")[features].mean())
    if pairs:
        sns.pairplot(table, vars=features, hue="Cluster", palette="viridis")
        _save(folder / "pairs.png")
    table.to_csv(folder / "segmented.csv", index=False)


def _save(path: Path) -> None:
    plt.tight_layout()
    plt.savefig(path)
    plt.close("all")


if __name__ == "__main__":
    source, folder, *options = sys.argv[1:]
    chosen = (
        options[options.index("--columns") + 1].split(",") if "--columns" in options else FEATURES
    )
    main(Path(source), Path(folder), chosen, pairs="--no-pairs" not in options)
